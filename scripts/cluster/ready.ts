import { setTimeout as pause } from 'node:timers/promises'
import { containers, type Container } from './compose.ts'

const withinMs = 480_000
const everyMs = 1_000

/** What keeps a container from being as it should be; nothing when it is. */
export function keeps({ state, exitCode, health }: Container): string | undefined {
  if (state === 'exited') return exitCode === 0 ? undefined : `ended with ${exitCode}`
  if (state !== 'running') return state
  return health === undefined || health === 'healthy' ? undefined : health
}

/**
 * Waits for everything that Compose has started, and says whenever something changes. Answers who is not ready when it was waited for
 * too long.
 */
export async function untilReady(say: (line: string) => void): Promise<readonly string[]> {
  const until = performance.now() + withinMs
  const said = new Map<string, string>()
  for (;;) {
    const all = containers()
    for (const each of all) {
      const now = keeps(each) ?? 'ready'
      if (said.get(each.name) !== now) say(`${each.name.padEnd(16)} ${now}`)
      said.set(each.name, now)
    }
    const late = all.filter((each) => keeps(each) !== undefined)
    if (all.length > 0 && late.length === 0) return []
    if (performance.now() > until) return late.map(({ name }) => name)
    await pause(everyMs)
  }
}
