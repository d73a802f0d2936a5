export type Ready = { readonly url: string; readonly token: string }
export type Usage = { readonly cpuMicros: number; readonly rssMb: number }

/** Tells the process that measures that this one can be asked; answers it what was used so far. */
export function ready(told: Ready): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    const usage: Usage = { cpuMicros: user + system, rssMb: process.memoryUsage.rss() / 1_048_576 }
    process.send?.(usage)
  })
  process.send?.(told)
}
