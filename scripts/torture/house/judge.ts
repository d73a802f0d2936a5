import { setTimeout as pause } from 'node:timers/promises'
import type { Resource } from '@careloom/e2e'
import { verifyStoredLog } from '../../../packages/event-sourcing/src/log/index.ts'
import { MongoLogDriver, needsOfLog } from '../../../packages/mongodb/src/index.ts'
import { logs } from '../../../proto/src/owners.ts'
import type { Judgement } from '../cluster/judge.ts'
import { hospitalAt, type Referral } from './load.ts'
import { topicHoles } from './topics.ts'
import type { World } from './world.ts'

/** As a hospital is answered that searches. */
type Bundle = { readonly entry?: readonly { readonly resource: Resource }[] }

const againMs = 500

type Commit = { readonly stream: string; readonly causation: string; readonly revision: number }

/** What the house holds against what it has said to hospitals: in its logs, in its topics, and as it answers itself. */
export async function judge(world: World, acks: readonly Referral[]): Promise<Judgement> {
  const commits = new Map<string, readonly Commit[]>()
  for (const log of logs) commits.set(log, await commitsIn(world, log))
  const begun = new Set(
    (commits.get('referrals') ?? [])
      .filter(({ revision }) => revision === 1)
      .map((one) => one.stream),
  )
  const answered = await answeredOf(world, acks)
  const isLost = ({ referralId }: Referral, i: number) =>
    !begun.has(`referral-${referralId}`) || answered[i]?.includes(referralId) !== true
  const twice = [...commits.values()]
    .map(saidTwice)
    .concat(answered.filter((ids) => ids.length > 1).length)
  const findings = (await Promise.all(logs.map((log) => proven(world, log)))).flat()
  const holes = await topicHoles(world)
  return {
    lost: acks.filter(isLost).length,
    twice: twice.reduce((sum, each) => sum + each, 0),
    holes: findings.length + holes.length,
    other: [...findings, ...holes],
  }
}

async function commitsIn({ connection }: World, log: string): Promise<readonly Commit[]> {
  const projection = { stream: 1, causation: 1, revision: 1 }
  return connection.collection<Commit>(needsOfLog(log).name).find({}, { projection }).toArray()
}

/** What one cause has recorded twice in one stream. */
function saidTwice(commits: readonly Commit[]): number {
  const by = Map.groupBy(commits, ({ stream, causation }) => `${stream} ${causation}`)
  return [...by.values()].filter((same) => same.length > 1).length
}

async function proven({ connection, secrets }: World, log: string): Promise<readonly string[]> {
  const driver = new MongoLogDriver(connection, log)
  const { findings } = await verifyStoredLog(driver, { chainKey: secrets.chainKey })
  return findings.map(({ position, what }) => `${log} at ${position}: ${what}`)
}

/** The requests that the house shows for each of those who were referred: their own, and no other. */
async function answeredOf(world: World, acks: readonly Referral[]) {
  const found: (readonly string[])[] = []
  const client = hospitalAt(world.house.url)
  for (const { person } of acks) {
    const bundle = await untilRead(client, `ServiceRequest?patient=${person.id}`, world.patienceMs)
    found.push((bundle.entry ?? []).map(({ resource }) => resource.id))
  }
  return found
}

/** A house that is busy shows nothing for a moment, and says so. */
async function untilRead(
  client: ReturnType<typeof hospitalAt>,
  query: string,
  patienceMs: number,
): Promise<Bundle> {
  const until = performance.now() + patienceMs
  for (;;) {
    const { status, body } = await (await client()).read(query)
    if (status === 200) return body as Bundle
    if (performance.now() > until) throw new Error(`${query.split('?')[0]}: ${status}`)
    await pause(againMs)
  }
}
