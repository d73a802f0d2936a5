import type { Figure, Metric } from '../metric.ts'

async function slowestDesk(folder: string): Promise<Figure> {
  // The browser is loaded for this one figure only.
  const { phone } = await import('@careloom/e2e/phone')
  const waited = await phone(folder)
  const seconds = [...waited].map(([name, { ms }]) => [`${name} s`, ms / 1_000] as const)
  return {
    value: Math.max(...seconds.map(([, each]) => each)),
    sentKb: Math.max(...[...waited.values()].map(({ bytes }) => bytes / 1_000)),
    requests: Math.max(...[...waited.values()].map(({ requests }) => requests)),
    ...Object.fromEntries(seconds),
  }
}

export const onPhone: Metric = {
  name: 'phone',
  number: 'P25',
  what: 'until the slowest desk is useful on a phone: Fast 3G, a processor four times slower, nothing in its cache; sent for the largest of them, compressed',
  unit: 's',
  lessIsBetter: true,
  systems: { careloom: ({ folder }) => slowestDesk(folder) },
  goals: [],
  bounds: [
    { figure: 'value', atMost: 3 },
    { figure: 'sentKb', atMost: 250 },
  ],
}
