import type { Container } from './compose.ts'
import { keeps } from './ready.ts'

/** What runs, a line each. */
export function table(all: readonly Container[]): string {
  const lines = all.map((each) => {
    const { state, health } = each
    const isDone = state === 'exited' && keeps(each) === undefined
    return `${each.name.padEnd(16)} ${(isDone ? 'done' : state).padEnd(10)} ${keeps(each) ?? (health === undefined ? '' : 'ready')}`
  })
  return lines.map((line) => line.trimEnd()).join('\n')
}
