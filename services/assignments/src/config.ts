import { InvalidInput } from '@careloom/event-sourcing'
import { weightsOf, weightsV1, type Weights } from './domain/matching/weights.ts'

export type Config = {
  /** Hours that a person has to choose. */
  readonly personOfferHours: number
  /** Hours that a peer has to answer. */
  readonly peerOfferHours: number
  /** Minutes for which a place is held while the assignment is being started. */
  readonly reservationMinutes: number
  readonly weights: Weights
}

type Env = Readonly<Record<string, string | undefined>>

/** @throws InvalidInput naming the variable that is wrong */
export function loadConfig(env: Env): Config {
  const version = env['ASSIGNMENTS_WEIGHTS_VERSION'] ?? weightsV1.version
  const weights = weightsOf(version)
  if (weights === undefined)
    throw new InvalidInput('ASSIGNMENTS_WEIGHTS_VERSION', 'must be a version that is shipped')
  return Object.freeze({
    personOfferHours: wholeNumber(env, 'ASSIGNMENTS_PERSON_OFFER_HOURS', 72),
    peerOfferHours: wholeNumber(env, 'ASSIGNMENTS_PEER_OFFER_HOURS', 48),
    reservationMinutes: wholeNumber(env, 'ASSIGNMENTS_RESERVATION_MINUTES', 60),
    weights,
  })
}

function wholeNumber(env: Env, name: string, ifAbsent: number): number {
  const text = env[name]
  const value = text === undefined ? ifAbsent : Number(text)
  if (!Number.isSafeInteger(value) || value < 1)
    throw new InvalidInput(name, 'must be a whole number from 1')
  return value
}
