import { byDefault, form, settingsOf, wholeNumber, type ConfigOf } from '@careloom/config'
import { weightsOf, weightsV1 } from './domain/matching/weights.ts'

export const settings = settingsOf('assignments', {
  personOfferHours: byDefault(
    'ASSIGNMENTS_PERSON_OFFER_HOURS',
    wholeNumber(1),
    '72',
    'hours that a person has to choose; as long again when choices come back',
  ),
  peerOfferHours: byDefault(
    'ASSIGNMENTS_PEER_OFFER_HOURS',
    wholeNumber(1),
    '48',
    'hours that a peer worker has to answer',
  ),
  reservationMinutes: byDefault(
    'ASSIGNMENTS_RESERVATION_MINUTES',
    wholeNumber(1),
    '60',
    'minutes for which a place is held while an assignment is being started',
  ),
  weights: byDefault(
    'ASSIGNMENTS_WEIGHTS_VERSION',
    form('a version that is shipped', weightsOf),
    weightsV1.version,
    'the weights of new rankings; recorded with each',
  ),
})

export type Config = ConfigOf<typeof settings>
