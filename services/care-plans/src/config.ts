import { InvalidInput, parseText } from '@careloom/event-sourcing'

export type Config = {
  /** What the clinician who referred is called on the care team. */
  readonly referrerTitle: string
  /** Encounters that one answer holds at most. */
  readonly encountersMaxCount: number
}

/**
 * Reads `CARE_PLANS_REFERRER_TITLE` and `CARE_PLANS_ENCOUNTERS_MAX_COUNT`.
 * @throws InvalidInput naming the variable that is wrong
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const title = env['CARE_PLANS_REFERRER_TITLE'] ?? 'Referring clinician'
  return Object.freeze({
    referrerTitle: parseText('CARE_PLANS_REFERRER_TITLE', title, 120),
    encountersMaxCount: countFrom(env, 'CARE_PLANS_ENCOUNTERS_MAX_COUNT', 200),
  })
}

function countFrom(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  otherwise: number,
): number {
  const value = Number(env[name] ?? otherwise)
  if (!Number.isInteger(value) || value < 1 || value > 1_000)
    throw new InvalidInput(name, 'must be a whole number from 1 to 1000')
  return value
}
