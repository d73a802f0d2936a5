import type { Figure, Metric } from '../metric.ts'
import { serve, shoot } from './load.ts'
import { patientText } from './resources.ts'

/** From the spawn of the process to the first answer. */
async function firstAnswer(
  which: 'careloom' | 'express',
  ...args: readonly string[]
): Promise<Figure> {
  const began = performance.now()
  const server = await serve(which, ...args)
  await (await fetch(`${server.url}/healthz`)).text()
  const value = performance.now() - began
  const { rssMb } = await server.usage()
  await server.stop()
  return { value, rssMb }
}

export const coldStart: Metric = {
  name: 'cold-start',
  number: 'P18',
  what: 'from starting the process to its first answer, empty store; against Express',
  unit: 'ms',
  lessIsBetter: true,
  systems: {
    careloom: ({ folder }) => firstAnswer('careloom', folder, 'empty'),
    Express: () => firstAnswer('express'),
  },
  goals: [{ against: 'Express', factor: 2.2 }],
}

async function atRest(which: 'careloom' | 'express', ...args: readonly string[]): Promise<Figure> {
  const server = await serve(which, ...args)
  await (await fetch(`${server.url}/healthz`)).text()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  const { rssMb } = await server.usage()
  await server.stop()
  return { value: rssMb }
}

const registered = 50_000

async function atWork(
  which: 'careloom' | 'express',
  seconds: number,
  ...args: readonly string[]
): Promise<Figure> {
  const server = await serve(which, ...args)
  const { rssMb = 0 } = await shoot(server, {
    path: '/fhir/Patient',
    connections: 64,
    body: patientText,
    seconds,
    amount: registered,
  }).finally(() => server.stop())
  return { value: rssMb }
}

const memory = {
  number: 'P19',
  unit: 'MB',
  lessIsBetter: true,
} as const

export const memoryAtRest: Metric = {
  ...memory,
  name: 'memory-at-rest',
  what: 'resident memory a second after the start; against Express',
  systems: {
    careloom: ({ folder }) => atRest('careloom', folder),
    Express: () => atRest('express'),
  },
  goals: [{ against: 'Express', factor: 1.6 }],
}

export const memoryAtWork: Metric = {
  ...memory,
  name: 'memory-at-work',
  what: 'resident memory when 50,000 people have been registered by durable-post (P8); Express under the same',
  systems: {
    careloom: ({ folder, seconds }) => atWork('careloom', seconds, folder),
    Express: ({ seconds }) => atWork('express', seconds),
  },
  goals: [],
  bounds: [{ figure: 'value', atMost: 300 }],
}
