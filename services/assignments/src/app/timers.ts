import type { Clock, Timer } from '@careloom/event-sourcing'
import {
  parseOfferId,
  parsePeerOfferId,
  parsePeerWorkerId,
  parseReferralId,
} from '../domain/ids.ts'
import type { AssignmentsCommands } from './commands.ts'
import { orTryAgain } from './try-again.ts'
import { timerCommands } from './projections/assignment-timers.ts'

/** Sends the command that a timer stands for. */
export function fireTimer(
  commands: AssignmentsCommands,
  clock: Clock,
): (timer: Timer, causationId: string) => Promise<void> {
  return async (timer, causationId) => {
    const metadata = { actor: 'system:timers', causationId }
    const expiredAt = clock()
    const [subject, offer] = timer.subject.split(' ')
    switch (timerCommands.find((each) => each === timer.command)) {
      case 'ExpireOffer': {
        const data = {
          referralId: parseReferralId(subject),
          offerId: parseOfferId(offer),
          expiredAt,
        }
        orTryAgain(
          await commands.onCase(data.referralId, () => ({ type: 'ExpireOffer', data }), metadata),
        )
        return
      }
      case 'ExpirePeerOffer': {
        const data = {
          referralId: parseReferralId(subject),
          peerOfferId: parsePeerOfferId(offer),
          expiredAt,
        }
        orTryAgain(
          await commands.onCase(
            data.referralId,
            () => ({ type: 'ExpirePeerOffer', data }),
            metadata,
          ),
        )
        return
      }
      case 'ExpireReservations':
        orTryAgain(
          await commands.caseload(
            {
              type: 'ExpireReservations',
              data: { peerWorkerId: parsePeerWorkerId(subject), expiredAt },
            },
            metadata,
          ),
        )
        return
      case undefined:
        throw new TypeError(`Unknown timer ${timer.command}`)
    }
  }
}
