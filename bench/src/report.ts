import { cpus, totalmem } from 'node:os'
import type { Figure, Metric } from './metric.ts'
import { hasFallen, isMet, spreadOf, type Spread } from './statistics.ts'

export type Results = Readonly<Record<string, readonly Figure[]>>
export type Verdict = { readonly text: string; readonly met: boolean }
export type Judged = {
  readonly metric: Metric
  readonly at: string
  readonly hardware: string
  readonly spreads: Readonly<Record<string, Spread>>
  readonly others: Readonly<Record<string, number>>
  readonly ratios: Readonly<Record<string, number>>
  readonly verdicts: readonly Verdict[]
  readonly notes: readonly string[]
}
export type Stored = Omit<Judged, 'metric'> & { readonly name: string }

/** Holds a metric's runs against its goals and against the ratios of the baseline. */
export function judge(
  metric: Metric,
  results: Results,
  baseline: Readonly<Record<string, number>> | undefined,
  notes: readonly string[],
): Judged {
  const spreads = Object.fromEntries(
    Object.entries(results).map(([system, figures]) => [
      system,
      spreadOf(figures.map(({ value }) => value)),
    ]),
  )
  const product = spreads['careloom']
  const ratios: Record<string, number> = {}
  const verdicts: Verdict[] = []
  const less = metric.lessIsBetter === true
  for (const { against, factor, cost } of metric.goals) {
    if (cost !== undefined) {
      const ours = costsOf(results, 'careloom', cost)
      const theirs = costsOf(results, against, cost)
      if (ours === undefined || theirs === undefined) continue
      const { ratio, met } = isMet(ours, theirs, 1 / factor, true)
      verdicts.push({
        met,
        text: `${number(1 / ratio)} × less ${cost} than ${against}, ${number(theirs.median)} (goal ≥ ${factor})`,
      })
      continue
    }
    const other = spreads[against]
    if (product === undefined || other === undefined) continue
    const { ratio, met } = isMet(product, other, factor, less)
    ratios[against] = ratio
    const fallen = hasFallen(ratio, baseline?.[against], less)
      ? `, FALLEN from ${number(baseline?.[against] ?? 0)}`
      : ''
    verdicts.push({
      met,
      text: `${number(ratio)} × ${against} (goal ${less ? '≤' : '≥'} ${factor})${fallen}`,
    })
  }
  const others = medians(results['careloom'] ?? [])
  for (const { figure, atMost, atLeast } of metric.bounds ?? []) {
    const median = others[figure] ?? Number.NaN
    const met = median <= (atMost ?? Infinity) && median >= (atLeast ?? -Infinity)
    verdicts.push({
      met,
      text: `${figure} ${number(median)} (goal ${atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`})`,
    })
  }
  return {
    metric,
    at: new Date().toISOString().slice(0, 16),
    hardware: hardware(),
    spreads,
    others,
    ratios,
    verdicts,
    notes,
  }
}

/** What an operation cost a system in each run, where it could be seen. */
function costsOf(results: Results, system: string, cost: string): Spread | undefined {
  const costs = (results[system] ?? []).flatMap((figure) => figure[cost] ?? [])
  return costs.length === 0 ? undefined : spreadOf(costs)
}

function medians(figures: readonly Figure[]): Record<string, number> {
  const names = Object.keys(figures[0] ?? {})
  return Object.fromEntries(
    names.map((name) => [
      name,
      spreadOf(figures.map((figure) => figure[name] ?? Number.NaN)).median,
    ]),
  )
}

export function number(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}

function hardware(): string {
  const [first] = cpus()
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`
}

/** The whole page, from what the last run of each metric stored. */
export function page(
  stored: readonly Stored[],
  metrics: readonly Metric[],
  remarks: string,
): string {
  const lines = ['# Figures', '', intro, '']
  for (const metric of metrics) {
    const result = stored.find(({ name }) => name === metric.name)
    if (result !== undefined) lines.push(...section(metric, result))
  }
  return `${[...lines, remarks.trim()].join('\n')}\n`
}

const intro = `Written by \`npm run bench\` (\`npm run bench -- append-one load\` runs some). Everything of one table ran in turns on the same
machine, each system in a process of its own, several rounds; what counts is the ratio within a run. A goal is met when the
lower quartile of Careloom is above goal × median of the other (for times: the upper one below). *limit* is what bare
\`node:sqlite\` does in this folder's own program: no check, no seal, no chain. Careloom's side includes everything it always
does. HAPI FHIR JPA is measured where one runs: \`HAPI_URL=http://127.0.0.1:8090 HAPI_PIDS=1,2 npm run bench -- durable-post\`, with
the numbers of its process and of its database's first one. The remarks are at the end.`

function section(
  metric: Metric,
  { at, hardware: on, spreads, others, verdicts, notes }: Stored,
): string[] {
  const rows = Object.entries(spreads).map(
    ([system, { median, lower, upper, least, most, runs }]) =>
      `| ${system} | ${number(median)} | ${number(lower)} – ${number(upper)} | ${number(least)} – ${number(most)} | ${runs} |`,
  )
  const more = Object.entries(others)
    .filter(([name]) => name !== 'value' && name !== 'appended')
    .map(([name, value]) => `${name} ${number(value)}`)
  return [
    `## ${metric.number} ${metric.name}: ${metric.what}`,
    '',
    `| ${metric.unit} | median | quartiles | range | runs |`,
    '|---|---|---|---|---|',
    ...rows,
    '',
    ...verdicts.map(({ met, text }) => `- ${met ? 'met' : '**missed**'}: ${text}`),
    ...(more.length === 0 ? [] : [`- Careloom, medians: ${more.join(', ')}`]),
    ...notes.map((note) => `- ${note}`),
    '',
    `${at} UTC · ${on}`,
    '',
  ]
}
