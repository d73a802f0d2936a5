import type { Contact as RpcContact } from '@careloom/proto/common'
import type { Contact } from '@careloom/web-api'

const parts = ['morning', 'afternoon', 'evening'] as const

/** Contact as screens take it: absent parts are left out. */
export function contactOf(contact: RpcContact | undefined): Contact {
  const times = contact?.meetingTimes
  return {
    ...(contact?.phone === undefined ? {} : { phone: contact.phone }),
    ...(contact?.bestTimes === undefined ? {} : { bestTimes: contact.bestTimes }),
    ...(times === undefined
      ? {}
      : {
          meetingTimes: {
            days: times.days,
            parts: parts.filter((part) => times.parts.includes(part)),
          },
        }),
    voicemailOk: contact?.voicemailOk ?? false,
  }
}
