import {
  claims,
  commandHandler,
  later,
  type Clock,
  type ClaimEvent,
  type EventStore,
  type Metadata,
  type Outcome,
  type Refusal,
} from '@careloom/event-sourcing'
import type { CallMetadata } from '@careloom/rpc'
import { referralDecider, type ReferralCommand, type ReferralEvent, type ReferralRefusal, type Request } from '../domain/referral.ts'
import { parseReferralId, type ReferralId } from '../domain/ids.ts'
import type { Consents, Programs } from './ports.ts'

/** A request as the referrer sends it; the rest follows from the programme and the clock. */
export type NewRequest = Omit<Request, 'organizationId' | 'part2' | 'consentId' | 'requestedAt' | 'firstContactDueAt'>

export type ReferralOutcome =
  | Outcome<ReferralEvent, ReferralRefusal>
  | { readonly ok: false; readonly refusal: Refusal }

export type ReferralCommands = {
  /** Refused as `referral-open-already`, naming it, while one of the same person, programme and referrer is open. */
  request(data: NewRequest, metadata: CallMetadata): Promise<ReferralOutcome>
  handle(command: Exclude<ReferralCommand, { type: 'RequestReferral' }>, metadata: Metadata, ifRevision?: number): Promise<ReferralOutcome>
  /** Whose referral it is, by the log; undefined when there is none. */
  personOf(referralId: ReferralId): Promise<string | undefined>
  /** Lets the next referral of the same person to the same programme in. Idempotent. */
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

export const referralStream = (referralId: string): string => `referral-${referralId}`

export function referralCommands(need: ReferralCommandsNeed): ReferralCommands {
  const handle = commandHandler(referralDecider, need.store)
  const claim = claims(need.claimStore)
  const claimStream = ({ personId, programId, referrerOrganizationId }: NewRequest) =>
    `claim-open-referral-${need.hashed('open-referral', `${personId} ${programId} ${referrerOrganizationId}`)}`

  return {
    async request(data, callMetadata) {
      const program = need.programs.find(data.programId)
      if (program === undefined) return { ok: false, refusal: { category: 'incorrect', reason: 'program-not-found' } }
      if (!(await need.consents.isRegistered(data.personId, callMetadata))) return { ok: false, refusal: { category: 'incorrect', reason: 'person-not-registered' } }
      const requestedAt = need.clock()
      const { organizationId, part2 } = program
      const question = { personId: data.personId, from: data.referrerOrganizationId, to: organizationId, part2, at: requestedAt }
      const consentId = await need.consents.toRefer(question, callMetadata)
      const metadata: Metadata = { ...callMetadata, person: data.personId, consent: consentId }
      const firstContactDueAt = later(requestedAt, program.promiseHours * 3_600_000)
      const complete: Request = { ...data, organizationId, part2, consentId, requestedAt, firstContactDueAt }
      const claimed = await claim.createOnce(claimStream(data), data.referralId, metadata, async (id) => {
        // A claim that somebody else left unfinished is finished with our request under their id.
        const command = { ...complete, referralId: parseReferralId(id) }
        const outcome = await handle(referralStream(id), { type: 'RequestReferral', data: command }, metadata)
        return outcome.ok ? { ok: true, value: outcome } : { ok: false, refusal: outcome.refusal }
      })
      if (claimed.status === 'created') return claimed.value
      if (claimed.status === 'refused') return { ok: false, refusal: claimed.refusal }
      return repeatedOrOpen(data, claimed.id, metadata)
    },
    handle: (command, metadata, ifRevision) => handle(referralStream(command.data.referralId), command, metadata, ifRevision),
    async personOf(referralId) {
      const [first] = await need.store.read(referralStream(referralId))
      return first?.person
    },
    freeClaim: (request, metadata) => claim.free(claimStream(request), request.referralId, metadata),
  }

  /** The claim is held: by this very request, sent twice, or by another one that is open. */
  async function repeatedOrOpen(data: NewRequest, openId: string, metadata: Metadata): Promise<ReferralOutcome> {
    const history = await need.store.read(referralStream(openId))
    const mine = history.find((event) => event.causationId === metadata.causationId)
    if (mine === undefined)
      return { ok: false, refusal: { category: 'conflict', reason: 'referral-open-already', detail: { referralId: openId } } }
    const { stream, revision, position } = mine
    return { ok: true, events: [mine], repeated: true, stream, revision, position }
  }
}
