import { randomFrom } from './random.ts'

export type Accepted = { readonly type: 'ReferralAccepted'; readonly data: AcceptedData }
export type AcceptedData = {
  readonly referralId: string
  readonly personId: string
  readonly acceptedBy: string
  readonly team: string
  readonly priority: 'urgent' | 'routine'
  readonly capacity: { readonly open: number; readonly total: number }
  readonly score: number
  readonly tags: readonly string[]
}

const random = randomFrom(7)

function hex(length: number): string {
  let text = ''
  while (text.length < length)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0')
  return text.slice(0, length)
}

export function id(): string {
  return `${hex(8)}-${hex(4)}-7${hex(3)}-a${hex(3)}-${hex(12)}`
}

/** The event that every system stores; with its envelope some 600 bytes. */
export function accepted(i: number): Accepted {
  return {
    type: 'ReferralAccepted',
    data: {
      referralId: id(),
      personId: id(),
      acceptedBy: id(),
      team: 'integrated-care-north',
      priority: i % 3 === 0 ? 'urgent' : 'routine',
      capacity: { open: i % 17, total: 24 },
      score: Math.round(random() * 10_000) / 10_000,
      tags: ['peer-support', 'housing'],
    },
  }
}

export const sample: readonly Accepted[] = Array.from({ length: 500 }, (_, i) => accepted(i))

export function sampleAt(i: number): Accepted {
  return sample[i % sample.length] ?? accepted(i)
}

/** What stands around the data: the same fields that Careloom's envelope has. */
export const envelope = {
  id: id(),
  type: 'ReferralAccepted',
  schemaVersion: 1,
  at: '2026-11-09T14:02:00.000Z',
  actor: { id: id(), role: 'coordinator', organization: id() },
  correlationId: id(),
  causationId: id(),
}
