import { clientNames } from '../../../packages/kafka/src/testing/two-processes.ts'
import { onBrokenHouses, onHouse, partNamed, partNames } from '../house/house.ts'
import { killedHolders, pausedHolders } from './holders.ts'
import { brokerFaults } from './kafka.ts'
import {
  databaseKills,
  failingCommands,
  pausedWriters,
  withoutFence,
  type ClusterReport,
} from './parts.ts'

export type ClusterOptions = {
  readonly seed: number
  readonly kills: number
  readonly bite: boolean
  /** A server that takes `configureFailPoint`; left out: its part is not run, which is said. */
  readonly mongo: string | undefined
  /** Only this part of those on a whole house, and none of the others. */
  readonly part: string | undefined
}

/** Runs the parts on real engines and prints a line for each. Answers whether all is as it should be. */
export async function cluster({
  seed,
  kills,
  bite,
  mongo,
  part,
}: ClusterOptions): Promise<boolean> {
  print(['part', 'faults', 'acknowledged', 'lost', 'twice', 'holes', 'other'])
  if (part !== undefined) return onPartOfHouse(seed, part, bite)
  if (bite) return bitten(seed)
  let isWell = true
  const each = Math.ceil(kills / 4)
  for (const client of clientNames) {
    const report = await brokerFaults({ client, stops: each, kills: each, seed })
    isWell = isClean(told(report)) && isWell
  }
  for (const writers of [2, 4]) {
    isWell = isClean(told(await databaseKills({ kills, writers, seed }))) && isWell
    isWell = isClean(told(await pausedWriters({ kills, writers, seed }))) && isWell
  }
  isWell = isClean(told(await killedHolders({ kills: each, writers: 3, seed }))) && isWell
  isWell = isClean(told(await pausedHolders({ kills: each, writers: 3, seed }))) && isWell
  if (mongo === undefined)
    console.log(
      'answers that fail: not run. --mongo URL names a server that takes configureFailPoint',
    )
  else
    for await (const report of failingCommands(mongo, seed))
      isWell = isClean(told(report)) && isWell
  for await (const report of onHouse(seed, partNames)) isWell = isClean(told(report)) && isWell
  return isWell
}

async function onPartOfHouse(seed: number, name: string, bite: boolean): Promise<boolean> {
  const names = [partNamed(name)]
  let isWell = true
  for await (const report of bite ? onBrokenHouses(seed, names) : onHouse(seed, names))
    isWell = isClean(told(report))
  return bite ? !isWell : isWell
}

/** Without what protects it each part must find something. */
async function bitten(seed: number): Promise<boolean> {
  const withoutAnswers = { client: 'kafkajs', stops: 1, kills: 1, seed, drops: 'answered' } as const
  const reports = [told(await withoutFence(seed)), told(await brokerFaults(withoutAnswers))]
  for await (const report of onBrokenHouses(seed, partNames)) reports.push(told(report))
  return !reports.some(isClean)
}

function told(report: ClusterReport): ClusterReport {
  const { part, faults, acknowledged, lost, twice, holes, other } = report
  print([part, faults, acknowledged, lost, twice, holes, other.length])
  for (const what of other.slice(0, 10)) console.log(`  ${what}`)
  return report
}

const isClean = ({ lost, twice, holes, other }: ClusterReport) =>
  lost + twice + holes + other.length === 0

function print([part, ...figures]: readonly (string | number)[]): void {
  const cells = figures.map((figure) => String(figure).padStart(12))
  console.log(`${String(part).padEnd(44)}${cells.join('')}`)
}
