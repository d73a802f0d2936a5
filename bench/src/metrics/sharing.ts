import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { replicasOf } from '@careloom/cluster/replica'
import { connectMongo, keysNeed, leasesNeed, migrate, needsOfLog } from '@careloom/mongodb'
import { makeCallerKeys } from '@careloom/rpc/grpc'
import type { Measured } from '../clients.ts'
import type { Figure, Measure, Metric, Setting } from '../metric.ts'

/** A server that runs, as one address. */
const url = process.env['MONGODB']
const program = join(import.meta.dirname, '../systems/shared-writer.ts')

type Said = Measured & { readonly cpuSeconds: number; readonly taken: number }

async function said<T>(child: ChildProcess): Promise<T> {
  const [what] = (await once(child, 'message')) as [T]
  return what
}

/** So many clients of some processes that write one log, each by itself or through the one that holds it. */
async function appended(
  { folder, seconds }: Setting,
  processes: number,
  clients: number,
  isDirected: boolean,
): Promise<Figure> {
  if (url === undefined) throw new Error('Error: MONGODB does not say where one runs')
  const keys = join(folder, 'keys')
  makeCallerKeys(keys, [replicasOf])
  const database = `bench-${randomUUID()}`
  const connection = await connectMongo(url, { database })
  await migrate(connection, [needsOfLog('bench'), keysNeed, leasesNeed])
  const how = [String(isDirected), String(clients / processes), String(seconds)]
  const children = Array.from({ length: processes }, (_, i) =>
    fork(program, [url ?? '', database, keys, ...how, `w${i}`]),
  )
  await Promise.all(children.map(said))
  const measuring = children.map((child) => said<Said>(child))
  for (const child of children) child.send('go')
  const all = await Promise.all(measuring)
  for (const child of children) child.send('end')
  await Promise.all(children.map((child) => once(child, 'exit')))
  await connection.dropDatabase()
  await connection.close()
  const sum = (of: (each: Said) => number) => all.reduce((total, each) => total + of(each), 0)
  const value = sum(({ perSecond }) => perSecond)
  return {
    value,
    p50Ms: Math.max(...all.map(({ p50Ms }) => p50Ms)),
    p99Ms: Math.max(...all.map(({ p99Ms }) => p99Ms)),
    cpuMicros: (1e6 * sum(({ cpuSeconds }) => cpuSeconds)) / (value * seconds),
    handedOver: sum(({ taken }) => taken),
  }
}

export const sharing = (clients: number): Metric => {
  const by =
    (processes: number, isDirected: boolean): Measure =>
    (setting) =>
      appended(setting, processes, clients, isDirected)
  return {
    name: `append-shared-${clients}`,
    number: 'P26',
    what: `durable append to one log in MongoDB by ${clients} clients of 4 processes, through the one that holds it; 2 so, 1, and each by itself`,
    unit: 'appends/s',
    systems: {
      careloom: by(4, true),
      '4, each by itself': by(4, false),
      '2 through one': by(2, true),
      '2, each by itself': by(2, false),
      '1 alone': by(1, false),
    },
    goals: [
      { against: '4, each by itself', factor: 1 },
      { against: '1 alone', factor: 0.7 },
    ],
  }
}
