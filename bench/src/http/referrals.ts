import type { Figure, Metric } from '../metric.ts'
import { serve, type Server } from './load.ts'
import { patient } from './resources.ts'

const programme = '0190a000-0000-7000-8000-000000000103'
const pollMs = 10
const giveUpMs = 60_000

/** Referrals posted at a steady rate, whatever has become of those before; each looked for until its peer is on the team. */
async function followed(folder: string, perSecond: number, seconds: number): Promise<Figure> {
  const warmUp = Math.ceil(perSecond / 4)
  const count = warmUp + Math.ceil(perSecond * seconds)
  const server = await serve('referrals', folder, String(Math.ceil(count / 30)))
  try {
    const people = await registered(server, count)
    const begin = performance.now()
    const took = await Promise.all(
      people.map(async (person, i) => {
        const due = begin + (i * 1_000) / perSecond
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())))
        await send(server, 'POST', 'ServiceRequest', requestFor(person))
        while (!(await onTeam(server, person))) {
          if (performance.now() - due > giveUpMs)
            throw new Error('a referral did not reach its care team within a minute')
          await new Promise((resolve) => setTimeout(resolve, pollMs))
        }
        return performance.now() - due
      }),
    )
    const throughput = (count * 1_000) / (performance.now() - begin)
    const sorted = took.slice(warmUp).sort((a, b) => a - b)
    const at = (share: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
    return { value: at(0.99), p50Ms: at(0.5), reachedPerSecond: throughput }
  } finally {
    await server.stop()
  }
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

export const careTeamReached: Metric = {
  name: 'care-team-reached',
  number: 'P22',
  what: 'p99 from when a referral is due to be posted until its peer is in the CareTeam search (asked every 10 ms), at 200 referrals/s; coordinator, person and peer answer at once, by calls within the process; the hospital in another one',
  unit: 'ms',
  lessIsBetter: true,
  systems: {
    careloom: ({ folder, seconds }) => followed(folder, 200, seconds),
    'careloom, 20/s': ({ folder, seconds }) => followed(folder, 20, Math.max(seconds, 3)),
  },
  goals: [],
  bounds: [{ figure: 'value', atMost: 50 }],
}
