import { InvalidInput } from '@careloom/event-sourcing'
import type { Contact as WireContact } from '@careloom/proto/common'
import { dayParts, meetingTimesOf } from '@careloom/terminology'
import type { Contact } from '../../domain/referral-events.ts'

/** @throws InvalidInput naming the field when the times to meet are none */
export function parseContact(contact: WireContact | undefined): Contact | undefined {
  if (contact === undefined) return undefined
  const { meetingTimes: said, ...reach } = contact
  if (said === undefined) return reach
  const meetingTimes = meetingTimesOf(said.days, said.parts)
  if (meetingTimes !== undefined) return { ...reach, meetingTimes }
  throw new InvalidInput(
    'contact.meetingTimes',
    `must have days from 0 to 6 and parts among ${Object.keys(dayParts).join(', ')}`,
  )
}

export function wireContact(contact: Contact | undefined): WireContact | undefined {
  if (contact === undefined) return undefined
  const { meetingTimes, ...reach } = contact
  if (meetingTimes === undefined) return reach
  return {
    ...reach,
    meetingTimes: { days: [...meetingTimes.days], parts: [...meetingTimes.parts] },
  }
}
