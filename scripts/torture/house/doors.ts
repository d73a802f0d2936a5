import { setTimeout as pause } from 'node:timers/promises'
import { clientToken, journey, session } from '@careloom/e2e'
import type { Replica } from '@careloom/e2e/cluster'
import type { ClusterReport } from '../cluster/parts.ts'
import { atAdapter, atGateway, type Ask } from './asked.ts'
import { patient, serviceRequest } from './sent.ts'
import { replicasOf, type World } from './world.ts'

const patienceMs = 120_000
const withinMs = 60_000
/** Longer than a door that does not renew what it says of itself is waited for. */
const pausedMs = 3_000
const living = { withinMs: 1_000 }

/** One of two gateways and one of two adapters stand still while a consent is revoked: no door shows anything of it afterwards. */
export async function pausedDoors(
  world: World,
  { rounds }: { readonly rounds: number },
): Promise<ClusterReport> {
  const personId = await withTeam(world)
  const other: string[] = []
  for (let round = 0; round < rounds; round++)
    other.push(...(await revoked(world, personId, round)))
  const part = 'a consent revoked, a gateway and an adapter paused'
  const found = { lost: 0, twice: 0, holes: 0, other: [...new Set(other)] }
  return { part, faults: 2 * rounds, acknowledged: rounds, ...found }
}

/** Somebody with a care team of which the hospital may see nothing yet. */
async function withTeam({ house }: World): Promise<string> {
  const sent = {
    patient: patient(crypto.randomUUID()),
    serviceRequest: serviceRequest('', crypto.randomUUID()),
  }
  const { personId, steps } = await journey(house.url, { ...sent, patienceMs })
  const shared = steps.findLast(({ resource }) => resource.startsWith('Consent/'))
  const consentId = shared?.resource.replace('Consent/', '') ?? ''
  const person = await session(house.url, `person-${personId}`)
  await person.call('withdrawConsent', { params: { consentId }, body: {} })
  return personId
}

async function revoked(world: World, personId: string, round: number): Promise<readonly string[]> {
  const { house } = world
  const other: string[] = []
  const inTurn = (service: string) =>
    round % 2 === 0 ? replicasOf(world, service) : replicasOf(world, service).toReversed()
  const [[gateway, pausedGateway], [adapter, pausedAdapter]] = [
    inTurn('gateway'),
    inTurn('fhir-adapter'),
  ]
  if (!gateway || !pausedGateway || !adapter || !pausedAdapter) throw new TypeError('one replica')
  const token = await clientToken(house.url)
  using askAdapter = atAdapter(world, adapter, personId)
  using askPausedAdapter = atAdapter(world, pausedAdapter, personId)
  const askPausedGateway = atGateway(pausedGateway, token, personId)
  const doors: readonly Ask[] = [
    atGateway(gateway, token, personId),
    askPausedGateway,
    askAdapter,
    askPausedAdapter,
  ]
  const consentId = await shown(world, personId, doors)
  const person = await session(house.url, `person-${personId}`)

  const paused: readonly Replica[] = [pausedGateway, pausedAdapter]
  for (const each of paused) each.pause()
  await pause(100)
  await person.call('withdrawConsent', { params: { consentId }, body: {} })
  const from = performance.now()
  while (performance.now() - from < living.withinMs)
    if ((await askAdapter()) === 'data') other.push('a door that is alive shows what was revoked')
  await pause(pausedMs)
  const awake = Promise.all([seenAwake(askPausedGateway), seenAwake(askPausedAdapter)])
  for (const each of paused) each.goOn()
  for (const [i, answers] of (await awake).entries()) {
    const name = paused[i]?.name
    if (answers[0] !== 'shut') other.push(`${name} answers ${answers[0]} when it wakes`)
    if (answers.includes('data')) other.push(`${name} shows what was revoked`)
    if (answers.at(-1) === 'shut') other.push(`${name} does not open again`)
  }
  return other
}

/** Lets the hospital see the care team; resolves with the consent when every door shows it. */
async function shown({ house }: World, personId: string, doors: readonly Ask[]): Promise<string> {
  const person = await session(house.url, `person-${personId}`)
  const { consentId } = await person.call('grantConsent', {
    body: {
      organizationId: '0190a000-0000-7000-8000-000000000001',
      categories: ['contact', 'care-team', 'substance-use'],
      until: `${new Date().getUTCFullYear() + 1}-12-31`,
      textVersion: 'part2-consent-1',
      signedName: 'Robin',
    },
  })
  const until = performance.now() + withinMs
  for (const ask of doors)
    while ((await ask()) !== 'data') {
      if (performance.now() > until) throw new Error('a door does not show the care team')
      await pause(50)
    }
  return consentId
}

/** What it answers from its first moment on, until it is open again. */
async function seenAwake(ask: Ask): Promise<readonly string[]> {
  const answers: string[] = []
  const until = performance.now() + withinMs
  while (performance.now() < until) {
    const answer = await ask()
    if (answer !== 'unanswered') answers.push(answer)
    if (answer === 'none' || answer === 'data') break
  }
  return answers
}
