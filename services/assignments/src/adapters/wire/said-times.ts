import type { Contact } from '@careloom/proto/common'
import { meetingTimesOf, type MeetingTimes } from '@careloom/terminology'

/** When somebody can meet, as their contact says it, if it does. */
export function saidTimes(contact: Contact | undefined): MeetingTimes | undefined {
  const times = contact?.meetingTimes
  return times && meetingTimesOf(times.days, times.parts)
}
