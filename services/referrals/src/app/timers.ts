import type { Clock, FireTimer } from '@careloom/event-sourcing'
import { parseReferralId } from '../domain/ids.ts'
import type { ReferralCommands } from './commands.ts'
import type { TimerCommand } from './projections/referral-timers.ts'

const known: readonly TimerCommand[] = ['MarkOverdue', 'EscalateReferral', 'ExpireReferral']

/** Sends the command that a timer stands for. */
export function fireTimer(commands: ReferralCommands, clock: Clock): FireTimer {
  return async (timer, metadata) => {
    const type = known.find((each) => each === timer.command)
    if (type === undefined) throw new TypeError(`Unknown timer ${timer.command}`)
    const referralId = parseReferralId(timer.subject)
    const person = await commands.personOf(referralId)
    return commands.handle({ type, data: { referralId, at: clock() } }, { ...metadata, person })
  }
}
