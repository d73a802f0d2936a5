import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { SleepingHost, startProduct } from '@careloom/e2e'
import type { Figure, Metric } from '../metric.ts'
import { spreadOf } from '../statistics.ts'
import { fill } from './referrals.ts'

const referrals = 600
const turns = 5

type Took = { readonly ms: number; readonly cpuMs: number }

const medianOf = (took: readonly Took[], figure: keyof Took) =>
  spreadOf(took.map((each) => each[figure])).median

/** How long read models take that find nothing on the disk and nothing in a cache: all, or the one of this name. */
async function anew(dataDir: string, ...names: readonly string[]) {
  rmSync(join(dataDir, 'views'), { recursive: true, force: true })
  let host: SleepingHost | undefined
  const product = await startProduct({
    dataDir,
    samplePeople: false,
    openHost: (options) => (host = new SleepingHost(options)),
  })
  if (host === undefined) throw new Error('The product was started on another host')
  const { sleeping } = host
  const events = host.declared.reduce(
    (sum, { feeds }) => sum + feeds.reduce((own, feed) => own + feed.known(), 0),
    0,
  )
  const used = process.cpuUsage()
  const began = performance.now()
  await host.wake(...names)
  const ms = performance.now() - began
  const { user, system } = process.cpuUsage(used)
  await product.close()
  return { ms, cpuMs: (user + system) / 1_000, sleeping, events }
}

async function allAgainstSlowest(folder: string): Promise<Figure> {
  await fill(folder, referrals)
  // Code that rebuilds often is compiled by then, on both sides.
  const { sleeping, events } = await anew(folder)
  const alone: { readonly name: string; readonly cpuMs: number }[] = []
  for (const name of sleeping) alone.push({ name, cpuMs: (await anew(folder, name)).cpuMs })
  const { name } = alone.reduce((slowest, each) => (each.cpuMs > slowest.cpuMs ? each : slowest))
  const all: Took[] = []
  const one: Took[] = []
  for (let turn = 0; turn < turns; turn++) {
    all.push(await anew(folder))
    one.push(await anew(folder, name))
  }
  const ratioOf = (figure: keyof Took) => medianOf(all, figure) / medianOf(one, figure)
  return {
    value: ratioOf('ms'),
    byProcessorTime: ratioOf('cpuMs'),
    allMs: medianOf(all, 'ms'),
    slowestMs: medianOf(one, 'ms'),
    readModels: sleeping.length,
    events,
  }
}

export const rebuildAll: Metric = {
  name: 'rebuild-all',
  number: 'P6',
  what: `all read models of all services anew, after ${referrals} referrals until the peer is on the CareTeam; against the slowest of them alone`,
  unit: '× the slowest one',
  lessIsBetter: true,
  systems: { careloom: ({ folder }) => allAgainstSlowest(folder) },
  goals: [],
  bounds: [{ figure: 'value', atMost: 2.5 }],
}
