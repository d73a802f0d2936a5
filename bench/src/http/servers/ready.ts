export type Ready = { readonly url: string; readonly token: string }
/** Processor time of the whole process, and of its main thread: what the event loop could not do meanwhile. */
export type Usage = {
  readonly cpuMicros: number
  readonly mainMicros: number
  readonly rssMb: number
}

/** Tells the process that measures that this one can be asked; answers it what was used so far. */
export function ready(told: Ready): void {
  process.on('message', (asked) => {
    if (asked !== 'usage') return
    const whole = process.cpuUsage()
    const main = process.threadCpuUsage()
    const usage: Usage = {
      cpuMicros: whole.user + whole.system,
      mainMicros: main.user + main.system,
      rssMb: process.memoryUsage.rss() / 1_048_576,
    }
    process.send?.(usage)
  })
  process.send?.(told)
}
