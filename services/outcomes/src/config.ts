import { InvalidInput } from '@careloom/event-sourcing'
import { defaultGraceDays } from './domain/schedule.ts'

export type Config = {
  /** Days that somebody has before a measure counts as overdue. */
  readonly graceDays: number
}

/**
 * Reads `OUTCOMES_GRACE_DAYS`.
 * @throws InvalidInput naming the variable that is wrong
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const graceDays = Number(env['OUTCOMES_GRACE_DAYS'] ?? defaultGraceDays)
  if (!Number.isInteger(graceDays) || graceDays < 1 || graceDays > 365)
    throw new InvalidInput('OUTCOMES_GRACE_DAYS', 'must be a whole number from 1 to 365')
  return Object.freeze({ graceDays })
}
