import type { Figure, Metric } from '../metric.ts'
import { serve, type Server } from './load.ts'
import { patient } from './resources.ts'

const programme = '0190a000-0000-7000-8000-000000000103'
const giveUpMs = 60_000

/**
 * Referrals posted at a steady rate, whatever has become of those before. The server tells when a peer has joined a care team;
 * only then the team is searched for. Processor time is the server's, for the whole of it, by referral.
 */
async function followed(folder: string, perSecond: number, seconds: number): Promise<Figure> {
  const warmUp = Math.ceil(perSecond / 4)
  const count = warmUp + Math.ceil(perSecond * seconds)
  const server = await serve('referrals', folder, String(Math.ceil(count / 30)))
  const joined = teams(server)
  try {
    const people = await registered(server, count)
    const before = await server.usage()
    const begin = performance.now()
    const took = await Promise.all(
      people.map(async (person, i) => {
        const due = begin + (i * 1_000) / perSecond
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
        await send(server, 'POST', 'ServiceRequest', requestFor(person))
        await joined(person)
        // The read model that answers may be a moment behind the event that was told.
        while (!(await onTeam(server, person)))
          await new Promise((resolve) => setTimeout(resolve, 5))
        return performance.now() - due
      }),
    )
    const throughput = (count * 1_000) / (performance.now() - begin)
    const after = await server.usage()
    const sorted = took.slice(warmUp).sort((a, b) => a - b)
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
    return {
      value: at(0.99),
      p50Ms: at(0.5),
      reachedPerSecond: throughput,
      cpuMs: (after.cpuMicros - before.cpuMicros) / 1_000 / count,
      mainMs: (after.mainMicros - before.mainMicros) / 1_000 / count,
    }
  } finally {
    await server.stop()
  }
}

/** Fills a folder: so many referrals, some at a time, each until its peer is on the care team. */
export async function fill(folder: string, count: number): Promise<void> {
  const server = await serve('referrals', folder, String(Math.ceil(count / 30)))
  const joined = teams(server)
  try {
    const people = await registered(server, count)
    const waiting = [...people]
    const one = async () => {
      for (let person = waiting.pop(); person !== undefined; person = waiting.pop()) {
        await send(server, 'POST', 'ServiceRequest', requestFor(person))
        await joined(person)
      }
    }
    await Promise.all(Array.from({ length: 16 }, one))
  } finally {
    await server.stop()
  }
}

/** Resolves when the server has told that somebody joined the care team of a person; a minute at most. */
function teams(server: Server): (person: string) => Promise<void> {
  const told = new Set<string>()
  const waiting = new Map<string, () => void>()
  server.onTold((message) => {
    const { joined } = message as { joined?: string }
    if (joined === undefined) return
    told.add(joined)
    waiting.get(joined)?.()
  })
  return (person) =>
    new Promise((resolve, reject) => {
      if (told.has(person)) return resolve()
      const late = new Error('a referral did not reach its care team within a minute')
      const timer = setTimeout(() => reject(late), giveUpMs)
      waiting.set(person, () => {
        clearTimeout(timer)
        resolve()
      })
    })
}

async function registered(server: Server, count: number): Promise<readonly string[]> {
  const ids: string[] = []
  for (let i = 0; i < count; i += 32)
    ids.push(
      ...(await Promise.all(
        Array.from(
          { length: Math.min(32, count - i) },
          async (_, n) =>
            (await send(server, 'POST', 'Patient', patient(`followed-${i + n}`))).id ?? '',
        ),
      )),
    )
  return ids
}

const requestFor = (person: string) => ({
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
  subject: { reference: `Patient/${person}` },
  performer: [{ reference: `HealthcareService/${programme}` }],
})

type Answer = {
  readonly id?: string
  readonly entry?: readonly {
    readonly resource: {
      readonly participant?: readonly { readonly member?: { readonly reference?: string } }[]
    }
  }[]
}

async function onTeam(server: Server, person: string): Promise<boolean> {
  const { entry } = await send(server, 'GET', `CareTeam?patient=${person}&status=active`)
  return (
    entry?.some(({ resource }) =>
      resource.participant?.some(({ member }) =>
        member?.reference?.startsWith('PractitionerRole/'),
      ),
    ) ?? false
  )
}

async function send(
  { url, token }: Server,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const response = await fetch(`${url}/fhir/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as Answer
  if (!response.ok)
    throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`)
  return answer
}

const what =
  'p99 from when a referral is due to be posted until its peer is on the CareTeam, seen by subscription; coordinator, person and peer answer at once, by calls within the process; the hospital in another one'

export const careTeamReached: Metric = {
  name: 'care-team-reached',
  number: 'P22',
  what: `${what}, at 50 referrals/s`,
  unit: 'ms',
  lessIsBetter: true,
  systems: {
    careloom: ({ folder, seconds }) => followed(folder, 50, Math.max(seconds, 3)),
    'careloom, 200/s': ({ folder, seconds }) => followed(folder, 200, seconds),
  },
  goals: [],
  bounds: [
    { figure: 'value', atMost: 150 },
    { figure: 'cpuMs', atMost: 5 },
    { figure: 'mainMs', atMost: 3 },
  ],
}

export const careTeamsReached: Metric = {
  name: 'care-team-reached-daily',
  number: 'P22',
  what: `${what}, at 2 referrals/s, which is 60 million a year`,
  unit: 'ms',
  lessIsBetter: true,
  systems: { careloom: ({ folder, seconds }) => followed(folder, 2, Math.max(seconds, 10)) },
  goals: [],
  bounds: [
    { figure: 'value', atMost: 40 },
    { figure: 'p50Ms', atMost: 15 },
  ],
}
