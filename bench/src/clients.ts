import { monitorEventLoopDelay } from 'node:perf_hooks'

export type Measured = {
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly loopP99Ms: number
}

const warmUpMs = 400

/** Runs clients side by side, each one call after the other, for a time after a warm-up; counts finished calls. */
export async function runClients(
  clients: number,
  seconds: number,
  call: (client: number, n: number) => unknown,
): Promise<Measured> {
  const latencies: number[] = []
  const loop = monitorEventLoopDelay({ resolution: 1 })
  const begin = performance.now() + warmUpMs
  const end = begin + seconds * 1_000
  let finished = begin
  setTimeout(() => loop.enable(), warmUpMs)
  async function run(client: number): Promise<void> {
    for (let n = 0; ; n++) {
      const at = performance.now()
      if (at >= end) return
      await call(client, n)
      if (at < begin) continue
      finished = performance.now()
      latencies.push(finished - at)
    }
  }
  await Promise.all(Array.from({ length: clients }, (_, client) => run(client)))
  loop.disable()
  const sorted = Float64Array.from(latencies).sort()
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
  return {
    perSecond: (latencies.length / (finished - begin)) * 1_000,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    loopP99Ms: loop.percentile(99) / 1e6,
  }
}

/** Calls a synchronous function for a time after a warm-up. */
export function runSync(seconds: number, call: (n: number) => void): number {
  let n = 0
  for (const end = performance.now() + warmUpMs; performance.now() < end;) call(n++)
  const begin = performance.now()
  const end = begin + seconds * 1_000
  let count = 0
  while (performance.now() < end) {
    call(n++)
    count += 1
  }
  return (count / (performance.now() - begin)) * 1_000
}
