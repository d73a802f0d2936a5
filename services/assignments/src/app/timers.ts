import type { Clock, FireTimer } from '@careloom/event-sourcing'
import {
  parseOfferId,
  parsePeerOfferId,
  parsePeerWorkerId,
  parseReferralId,
} from '../domain/ids.ts'
import type { AssignmentsCommands } from './commands.ts'
import { timerCommands } from './projections/assignment-timers.ts'

/** Sends the command that a timer stands for. */
export function fireTimer(commands: AssignmentsCommands, clock: Clock): FireTimer {
  return async (timer, metadata) => {
    const expiredAt = clock()
    const [subject, offer] = timer.subject.split(' ')
    switch (timerCommands.find((each) => each === timer.command)) {
      case 'ExpireOffer': {
        const referralId = parseReferralId(subject)
        const data = { referralId, offerId: parseOfferId(offer), expiredAt }
        return commands.onCase(referralId, () => ({ type: 'ExpireOffer', data }), metadata)
      }
      case 'ExpirePeerOffer': {
        const referralId = parseReferralId(subject)
        const data = { referralId, peerOfferId: parsePeerOfferId(offer), expiredAt }
        return commands.onCase(referralId, () => ({ type: 'ExpirePeerOffer', data }), metadata)
      }
      case 'ExpireReservations': {
        const data = { peerWorkerId: parsePeerWorkerId(subject), expiredAt }
        return commands.caseload({ type: 'ExpireReservations', data }, metadata)
      }
      case undefined:
        throw new TypeError(`Unknown timer ${timer.command}`)
    }
  }
}
