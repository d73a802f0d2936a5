import {
  refuse,
  claims,
  commandHandler,
  fold,
  later,
  type Clock,
  type ClaimEvent,
  type EventStore,
  type Metadata,
  type Outcome,
  type Refusal,
  type CallMetadata,
} from '@careloom/event-sourcing'
import { referralDecider } from '../domain/referral.ts'
import { isOver } from '../domain/referral-state.ts'
import type {
  ReferralCommand,
  ReferralEvent,
  ReferralRefusal,
  Request,
} from '../domain/referral-events.ts'
import { parseReferralId, type ReferralId } from '../domain/ids.ts'
import type { Consents, Programs } from './ports.ts'

/** A request as the referrer sends it; the rest follows from the programme and the clock. */
export type NewRequest = Omit<
  Request,
  'organizationId' | 'part2' | 'consentId' | 'requestedAt' | 'firstContactDueAt'
>

export type ReferralOutcome =
  | (Outcome<ReferralEvent, ReferralRefusal> & { readonly existed?: boolean })
  | { readonly ok: false; readonly refusal: Refusal }

export type ReferralCommands = {
  /**
   * Refused as `referral-open-already`, naming it, while one of the same person, programme and referrer is open. The same
   * id again (of the same person, programme and referrer) is answered with where it was recorded, as `existed`.
   */
  request(data: NewRequest, metadata: CallMetadata): Promise<ReferralOutcome>
  handle(
    command: Exclude<ReferralCommand, { type: 'RequestReferral' }>,
    metadata: Metadata,
    ifRevision?: number,
  ): Promise<ReferralOutcome>
  /** Whose referral it is, by the log; undefined when there is none. */
  personOf(referralId: ReferralId): Promise<string | undefined>
  /**
   * Asks anew what was ended. Refused as `referral-open-already`, naming it, when another one of the same person,
   * programme and referrer was opened meanwhile. Idempotent by causation id.
   */
  reopen(
    referralId: ReferralId,
    reopenedBy: 'person' | 'programme',
    metadata: Metadata,
  ): Promise<ReferralOutcome>
  /** Lets the next referral of the same person to the same programme in, unless this one is open. Idempotent. */
  freeClaim(request: Request, metadata: Metadata): Promise<void>
}

export type ReferralCommandsNeed = {
  readonly store: EventStore<ReferralEvent>
  readonly claimStore: EventStore<ClaimEvent>
  readonly clock: Clock
  readonly consents: Consents
  readonly programs: Programs
  readonly hashed: (kind: string, naturalKey: string) => string
}

const referralStream = (referralId: string): string => `referral-${referralId}`

export function referralCommands(need: ReferralCommandsNeed): ReferralCommands {
  const handle = commandHandler(referralDecider, need.store)
  const claim = claims(need.claimStore)
  const claimStream = ({ personId, programId, referrerOrganizationId }: NewRequest) =>
    `claim-open-referral-${need.hashed('open-referral', `${personId} ${programId} ${referrerOrganizationId}`)}`

  return {
    async request(data, callMetadata) {
      const program = need.programs.find(data.programId)
      if (program === undefined) return refuse('incorrect', 'program-not-found')
      if (!(await need.consents.isRegistered(data.personId, callMetadata)))
        return refuse('incorrect', 'person-not-registered')
      const requestedAt = need.clock()
      const { organizationId, part2 } = program
      const question = {
        personId: data.personId,
        from: data.referrerOrganizationId,
        to: organizationId,
        part2,
        at: requestedAt,
      }
      const consentId = await need.consents.toRefer(question, callMetadata)
      const metadata: Metadata = { ...callMetadata, person: data.personId, consent: consentId }
      const firstContactDueAt = later(requestedAt, program.promiseHours * 3_600_000)
      const complete: Request = {
        ...data,
        organizationId,
        part2,
        consentId,
        requestedAt,
        firstContactDueAt,
      }
      const earlier = await answerOf(data.referralId, data, metadata)
      if (earlier !== undefined) return earlier
      return claimed(complete, metadata)
    },
    handle: (command, metadata, ifRevision) =>
      handle(referralStream(command.data.referralId), command, metadata, ifRevision),
    async personOf(referralId) {
      const [first] = await need.store.read(referralStream(referralId))
      return first?.person
    },
    reopen,
    async freeClaim(request, metadata) {
      const { referralId } = request
      await claim.free(claimStream(request), referralId, metadata)
      // Reopened while its claim was being freed: it takes the claim again.
      if (await isOpen(referralId))
        await claim.createOnce(claimStream(request), referralId, metadata, holds)
    },
  }

  async function reopen(
    referralId: ReferralId,
    reopenedBy: 'person' | 'programme',
    callMetadata: Metadata,
  ): Promise<ReferralOutcome> {
    const [first] = await need.store.read(referralStream(referralId))
    if (first?.type !== 'ReferralRequested') return refuse('not-found', 'referral-not-found')
    const metadata = { ...callMetadata, person: first.data.personId }
    const at = need.clock()
    const promiseHours = need.programs.find(first.data.programId)?.promiseHours ?? 72
    const command = {
      type: 'ReopenReferral' as const,
      data: {
        referralId,
        personId: first.data.personId,
        at,
        firstContactDueAt: later(at, promiseHours * 3_600_000),
        reopenedBy,
      },
    }
    const stream = claimStream(first.data)
    for (;;) {
      const made = await claim.createOnce(stream, referralId, metadata, async (id) => {
        if (id !== referralId || (await isOpen(id))) return holds(id)
        const outcome = await handle(referralStream(id), command, metadata)
        // Refused because somebody else has just reopened it: it holds its claim all the same.
        return outcome.ok || (await isOpen(id)) ? { ok: true, value: outcome } : outcome
      })
      if (made.status === 'refused') {
        if (made.refusal.reason === 'referral-not-found') continue
        return { ok: false, refusal: made.refusal }
      }
      // The claim had not been freed yet, or it was made before a crash.
      if (made.id === referralId)
        return made.status === 'created' && made.value !== undefined
          ? made.value
          : handle(referralStream(referralId), command, metadata)
      if (await isOpen(made.id)) return openAlready(made.id)
      await claim.free(stream, made.id, metadata)
    }
  }

  /** Whether an id holds its claim rightly. */
  async function holds(
    id: string,
  ): Promise<{ ok: true; value: undefined } | { ok: false; refusal: Refusal }> {
    return (await isOpen(id))
      ? { ok: true, value: undefined }
      : refuse('not-found', 'referral-not-found')
  }

  async function claimed(request: Request, metadata: Metadata): Promise<ReferralOutcome> {
    const stream = claimStream(request)
    for (;;) {
      // A claim that somebody else left unfinished is finished with our request under their id.
      const made = await claim.createOnce(stream, request.referralId, metadata, (id) =>
        create({ ...request, referralId: parseReferralId(id) }, metadata),
      )
      if (made.status === 'refused') {
        // The claim of a referral that is over by now; it has just been freed.
        if (made.refusal.reason === 'referral-already-requested' && !(await exists(request)))
          continue
        return { ok: false, refusal: made.refusal }
      }
      const answer = await answerOf(parseReferralId(made.id), request, metadata)
      if (answer?.ok === true && (made.id === request.referralId || answer.existed !== true))
        return answer
      // A claim that outlived its referral (a crash in between) keeps nobody out.
      if (await isOpen(made.id)) return openAlready(made.id)
      await claim.free(stream, made.id, metadata)
    }
  }

  async function create(
    data: Request,
    metadata: Metadata,
  ): Promise<{ ok: true; value: undefined } | { ok: false; refusal: Refusal }> {
    const outcome = await handle(
      referralStream(data.referralId),
      { type: 'RequestReferral', data },
      metadata,
    )
    // Whoever finishes another's claim may come late: it is there, and open.
    if (
      outcome.ok ||
      (outcome.refusal.reason === 'referral-already-requested' && (await isOpen(data.referralId)))
    )
      return { ok: true, value: undefined }
    return { ok: false, refusal: outcome.refusal }
  }

  async function exists({ referralId }: Request): Promise<boolean> {
    return (await need.store.read(referralStream(referralId))).length > 0
  }

  async function isOpen(referralId: string): Promise<boolean> {
    const { status } = fold(
      referralDecider,
      (await need.store.read(referralStream(referralId))) as readonly ReferralEvent[],
    )
    return status !== 'none' && !isOver(status)
  }

  /** What an id was answered with before: this very request, sent twice, or one like it; undefined when there is none. */
  async function answerOf(
    referralId: ReferralId,
    data: NewRequest,
    metadata: Metadata,
  ): Promise<ReferralOutcome | undefined> {
    const [first] = await need.store.read(referralStream(referralId))
    if (first?.type !== 'ReferralRequested') return undefined
    const same =
      first.data.personId === data.personId &&
      first.data.programId === data.programId &&
      first.data.referrerOrganizationId === data.referrerOrganizationId
    if (!same) return refuse('conflict', 'referral-already-requested')
    const { stream, revision, position } = first
    const mine = first.causationId === metadata.causationId
    return {
      ok: true,
      events: [first],
      repeated: mine,
      stream,
      revision,
      position,
      ...(mine ? {} : { existed: true }),
    }
  }
}

const openAlready = (referralId: string): ReferralOutcome =>
  refuse('conflict', 'referral-open-already', { referralId })
