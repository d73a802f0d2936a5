import { later, refuse, type CallMetadata, type Metadata } from '@careloom/event-sourcing'
import type { Request } from '../domain/referral-events.ts'
import { referralStream, type OpenReferrals, type ReferralOutcome } from './open-referrals.ts'

/** A request as the referrer sends it; the rest follows from the programme and the clock. */
export type NewRequest = Omit<
  Request,
  'organizationId' | 'part2' | 'consentId' | 'requestedAt' | 'firstContactDueAt'
>

const hourMs = 3_600_000

export async function requestReferral(
  referrals: OpenReferrals,
  data: NewRequest,
  callMetadata: CallMetadata,
): Promise<ReferralOutcome> {
  const { programs, consents, clock } = referrals
  const program = programs.find(data.programId)
  if (program === undefined) return refuse('incorrect', 'program-not-found')
  const { personId } = data
  if (!(await consents.isRegistered(personId, callMetadata)))
    return refuse('incorrect', 'person-not-registered')
  const requestedAt = clock()
  const { organizationId, part2, promiseHours } = program
  const question = {
    personId,
    from: data.referrerOrganizationId,
    to: organizationId,
    part2,
    at: requestedAt,
  }
  const consentId = await consents.toRefer(question, callMetadata)
  const metadata: Metadata = { ...callMetadata, person: personId, consent: consentId }
  const firstContactDueAt = later(requestedAt, promiseHours * hourMs)
  const complete = { ...data, organizationId, part2, consentId, requestedAt, firstContactDueAt }
  const command = { type: 'RequestReferral', data: complete } as const
  const before = await answerOf(referrals, data, metadata)
  if (before !== undefined) return before
  const outcome = await referrals.handle(referralStream(data.referralId), command, metadata)
  if (outcome.ok || outcome.refusal.reason !== 'referral-already-requested') return outcome
  // The same id was sent twice at once.
  return (await answerOf(referrals, data, metadata)) ?? outcome
}

/** What an id was answered with before: this very request, sent twice, or one like it; undefined when there is none. */
async function answerOf(
  { requestOf }: OpenReferrals,
  data: NewRequest,
  metadata: Metadata,
): Promise<ReferralOutcome | undefined> {
  const first = await requestOf(data.referralId)
  if (first === undefined) return undefined
  const isSame =
    first.data.personId === data.personId &&
    first.data.programId === data.programId &&
    first.data.referrerOrganizationId === data.referrerOrganizationId
  if (!isSame) return refuse('conflict', 'referral-already-requested')
  const { stream, revision, position } = first
  const isMine = first.causationId === metadata.causationId
  const answer = {
    ok: true,
    events: [first],
    repeated: isMine,
    stream,
    revision,
    position,
  } as const
  return isMine ? answer : { ...answer, existed: true }
}
