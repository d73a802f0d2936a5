import { setTimeout as pause } from 'node:timers/promises'
import { WrongSettings } from '@careloom/config'

const withinMs = 180_000
const everyMs = 2_000

/** Does it again until it is done, for as long as whoever it needs may be starting. @throws what it throws, after three minutes, or WrongSettings at once */
export async function patiently(work: () => Promise<void>): Promise<void> {
  const until = performance.now() + withinMs
  for (;;)
    try {
      return await work()
    } catch (error) {
      if (error instanceof WrongSettings || performance.now() > until) throw error
      process.stdout.write('Those whom it needs do not answer yet.\n')
      await pause(everyMs)
    }
}
