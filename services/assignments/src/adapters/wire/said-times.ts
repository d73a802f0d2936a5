import type { Contact } from '@careloom/proto/common'
import { meetingTimesOf, type MeetingTimes } from '@careloom/terminology'

/** When somebody can meet, as their contact says it; null: nothing is said. */
export function saidTimes(contact: Contact | undefined): MeetingTimes | null {
  const times = contact?.meetingTimes
  return times === undefined ? null : (meetingTimesOf(times.days, times.parts) ?? null)
}
