import {
  later,
  refuse,
  type CallMetadata,
  type Metadata,
  type Refusal,
} from '@careloom/event-sourcing'
import { parseReferralId, type ReferralId } from '../domain/ids.ts'
import type { Request } from '../domain/referral-events.ts'
import {
  openAlready,
  referralStream,
  type OpenReferrals,
  type ReferralOutcome,
} from './open-referrals.ts'

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
  return (
    (await answerOf(referrals, data.referralId, data, metadata)) ??
    claimed(referrals, complete, metadata)
  )
}

async function claimed(
  referrals: OpenReferrals,
  request: Request,
  metadata: Metadata,
): Promise<ReferralOutcome> {
  const { claim, isOpen, requestOf } = referrals
  const stream = referrals.claimOf(request)
  for (;;) {
    // A claim that somebody else left unfinished is finished with our request under their id.
    const made = await claim.createOnce(stream, request.referralId, metadata, (id) =>
      create(referrals, { ...request, referralId: parseReferralId(id) }, metadata),
    )
    if (made.status === 'refused') {
      const { reason } = made.refusal
      // The claim of a referral that is over by now; it has just been freed.
      if (reason === 'referral-already-requested' && !(await requestOf(request.referralId)))
        continue
      return { ok: false, refusal: made.refusal }
    }
    const answer = await answerOf(referrals, parseReferralId(made.id), request, metadata)
    if (answer?.ok === true && (made.id === request.referralId || answer.existed !== true))
      return answer
    // A claim that outlived its referral (a crash in between) keeps nobody out.
    if (await isOpen(made.id)) return openAlready(made.id)
    await claim.free(stream, made.id, metadata)
  }
}

async function create(
  { handle, isOpen }: OpenReferrals,
  data: Request,
  metadata: Metadata,
): Promise<{ ok: true; value: undefined } | { ok: false; refusal: Refusal }> {
  const command = { type: 'RequestReferral', data } as const
  const outcome = await handle(referralStream(data.referralId), command, metadata)
  if (outcome.ok) return { ok: true, value: undefined }
  // Whoever finishes another's claim may come late: it is there, and open.
  const isThere = outcome.refusal.reason === 'referral-already-requested'
  return isThere && (await isOpen(data.referralId)) ? { ok: true, value: undefined } : outcome
}

/** What an id was answered with before: this very request, sent twice, or one like it; undefined when there is none. */
async function answerOf(
  { requestOf }: OpenReferrals,
  referralId: ReferralId,
  data: NewRequest,
  metadata: Metadata,
): Promise<ReferralOutcome | undefined> {
  const first = await requestOf(referralId)
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
