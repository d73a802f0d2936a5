import {
  CareloomError,
  InvalidInput,
  later,
  type Answer,
  type Ask,
  type Clock,
  type Metadata,
  type ProcessManager,
  type Refusal,
  type Targets,
} from '@careloom/event-sourcing'
import type { MatchingCaseEvent } from '../domain/matching-case-events.ts'
import {
  parseAssignmentId,
  parsePeerOfferId,
  parsePeerWorkerId,
  parsePersonId,
  parseReferralId,
  parseReservationId,
  type AssignmentId,
  type PeerOfferId,
  type PeerWorkerId,
  type ReferralId,
} from '../domain/ids.ts'
import type { AssignmentsCommands } from './commands.ts'
import { derivedId } from './derived-id.ts'
import type { Digest, Referrals } from './ports.ts'

/** What every step knows: ids made from the peer's offer, so that a step made twice is the same step. */
type Step = {
  readonly referralId: ReferralId
  readonly peerOfferId: PeerOfferId
  readonly peerWorkerId: PeerWorkerId
  readonly assignmentId: AssignmentId
  /** 2 when the first reservation lapsed after the referral had been matched. */
  readonly attempt: 1 | 2
  readonly isMatched: boolean
}

const stepTypes = [
  'ReservePlace',
  'RecordPlaceUnavailable',
  'MatchReferral',
  'ConfirmPlace',
  'StartAssignment',
  'RecordMatch',
  'ReleasePlace',
  'CloseCase',
  'EndAssignment',
  'EndReferral',
] as const
type StepType = (typeof stepTypes)[number]
type Message = Extract<MatchingCaseEvent, { type: 'PeerOfferAccepted' }>

/**
 * From a peer's yes to an assignment: a place is reserved, the referral matched, the place confirmed, the assignment
 * started, the case closed as matched. The case stream has the last word: when it was closed meanwhile, the assignment
 * that has just started is ended again. The place is confirmed before the start, so that no assignment is without one.
 */
export function startAssignment(digest: Digest): ProcessManager<null, Message> {
  return {
    name: 'start-assignment',
    handles: ['PeerOfferAccepted'],
    processOf: (message) => message.data.peerOfferId,
    keep: ({ data: { referralId, peerOfferId, peerWorkerId } }) => ({
      referralId,
      peerOfferId,
      peerWorkerId,
    }),
    initialState: null,
    evolve: (state) => state,
    onMessage({ data: { referralId, peerOfferId, peerWorkerId } }) {
      const assignmentId = parseAssignmentId(
        derivedId(digest, 'assignment', referralId, peerOfferId),
      )
      return [
        ask('ReservePlace', {
          referralId,
          peerOfferId,
          peerWorkerId,
          assignmentId,
          attempt: 1,
          isMatched: false,
        }),
      ]
    },
    onAnswer: (asked, answer) => next(stepTypeOf(asked), stepOf(asked.data), answer),
  }
}

function next(type: StepType, step: Step, { ok }: Answer): readonly Ask[] {
  switch (type) {
    case 'ReservePlace':
      if (ok) return [ask(step.isMatched ? 'ConfirmPlace' : 'MatchReferral', step)]
      return [ask(step.isMatched ? 'EndReferral' : 'RecordPlaceUnavailable', step)]
    case 'MatchReferral':
      return ok
        ? [ask('ConfirmPlace', { ...step, isMatched: true })]
        : [ask('ReleasePlace', step), ask('CloseCase', step)]
    case 'ConfirmPlace':
      if (ok) return [ask('StartAssignment', step)]
      return [
        step.attempt === 1
          ? ask('ReservePlace', { ...step, attempt: 2 })
          : ask('EndReferral', step),
      ]
    case 'StartAssignment':
      return ok ? [ask('RecordMatch', step)] : [ask('ReleasePlace', step), ask('EndReferral', step)]
    case 'RecordMatch':
      return ok ? [] : [ask('EndAssignment', step)]
    case 'EndReferral':
      return [ask('CloseCase', step)]
    case 'RecordPlaceUnavailable':
    case 'ReleasePlace':
    case 'CloseCase':
    case 'EndAssignment':
      return []
  }
}

function ask(type: StepType, step: Step): Ask {
  return { target: type, type, data: step }
}

function stepTypeOf({ type }: Ask): StepType {
  const known = stepTypes.find((each) => each === type)
  if (known === undefined) throw new TypeError(`start-assignment never asks for ${type}`)
  return known
}

function stepOf(data: unknown): Step {
  if (typeof data !== 'object' || data === null) throw new InvalidInput('step', 'must be an object')
  const field = (name: keyof Step): unknown =>
    Object.entries(data).find(([key]) => key === name)?.[1]
  return {
    referralId: parseReferralId(field('referralId')),
    peerOfferId: parsePeerOfferId(field('peerOfferId')),
    peerWorkerId: parsePeerWorkerId(field('peerWorkerId')),
    assignmentId: parseAssignmentId(field('assignmentId')),
    attempt: field('attempt') === 2 ? 2 : 1,
    isMatched: field('isMatched') === true,
  }
}

export type StartTargetsNeed = {
  readonly commands: AssignmentsCommands
  readonly referrals: Referrals
  readonly clock: Clock
  readonly digest: Digest
  readonly reservationMinutes: number
}

/** What a peer does and does not do in this team, in the version that peers acknowledge when they accept. */
const roleCharterVersion = 'role-charter-2026-1'

/** Who carries out the steps. */
export function startTargets({
  commands,
  referrals,
  clock,
  digest,
  reservationMinutes,
}: StartTargetsNeed): Targets {
  const reservationOf = ({ peerOfferId, attempt }: Step) =>
    parseReservationId(derivedId(digest, 'reservation', peerOfferId, String(attempt)))
  const carryOut: Record<StepType, (step: Step, metadata: Metadata) => Promise<Answer>> = {
    async ReservePlace(step, metadata) {
      const { peerWorkerId, referralId } = step
      const reservedAt = clock()
      const times = { reservedAt, expiresAt: later(reservedAt, reservationMinutes * 60_000) }
      const data = {
        peerWorkerId,
        referralId,
        personId: parsePersonId(metadata.person),
        reservationId: reservationOf(step),
        weight: 1,
        ...times,
      }
      return answerTo(await commands.caseload({ type: 'ReservePlace', data }, metadata))
    },
    async RecordPlaceUnavailable({ referralId, peerOfferId }, metadata) {
      return answerTo(
        await commands.onCase(
          referralId,
          () => ({
            type: 'RecordPlaceUnavailable',
            data: { referralId, peerOfferId, foundAt: clock() },
          }),
          metadata,
        ),
      )
    },
    MatchReferral: ({ referralId, peerWorkerId, assignmentId }, metadata) =>
      referrals.match({ referralId, peerWorkerId, assignmentId }, metadata),
    async ConfirmPlace(step, metadata) {
      const { peerWorkerId, assignmentId } = step
      const data = {
        peerWorkerId,
        assignmentId,
        reservationId: reservationOf(step),
        confirmedAt: clock(),
      }
      return answerTo(await commands.caseload({ type: 'ConfirmPlace', data }, metadata))
    },
    StartAssignment: (step, metadata) => start(step, metadata),
    async RecordMatch({ referralId, peerOfferId, assignmentId }, metadata) {
      return answerTo(
        await commands.onCase(
          referralId,
          () => ({
            type: 'RecordMatch',
            data: { referralId, peerOfferId, assignmentId, matchedAt: clock() },
          }),
          metadata,
        ),
      )
    },
    async ReleasePlace(step, metadata) {
      const data = {
        peerWorkerId: step.peerWorkerId,
        reservationId: reservationOf(step),
        releasedAt: clock(),
      }
      return answerTo(await commands.caseload({ type: 'ReleasePlace', data }, metadata))
    },
    async CloseCase({ referralId }, metadata) {
      return answerTo(
        await commands.onCase(
          referralId,
          () => ({ type: 'CloseCase', data: { referralId, closedAt: clock() } }),
          metadata,
        ),
      )
    },
    async EndAssignment({ assignmentId }, metadata) {
      const data = { assignmentId, reason: 'referral-cancelled' as const, endedAt: clock() }
      return answerTo(await commands.assignment({ type: 'EndAssignment', data }, metadata))
    },
    EndReferral: ({ referralId }, metadata) => referrals.endUnable(referralId, metadata),
  }

  /** The agreement that the peer accepted under stands in the case. */
  async function start(step: Step, metadata: Metadata): Promise<Answer> {
    const history = await commands.caseHistory(step.referralId)
    const opening = history.find((event) => event.type === 'MatchingCaseOpened')?.data
    const accepted = history
      .filter((event) => event.type === 'PeerOfferAccepted')
      .find(({ data }) => data.peerOfferId === step.peerOfferId)?.data
    if (opening === undefined || accepted === undefined)
      return { ok: false, reason: 'case-not-open' }
    const { referralId, personId, programId, organizationId, part2 } = opening
    const about = {
      referralId,
      personId,
      programId,
      organizationId,
      part2,
      assignmentId: step.assignmentId,
      peerWorkerId: step.peerWorkerId,
    }
    const roleCharter = { textVersion: roleCharterVersion, acknowledgedAt: accepted.acceptedAt }
    const data = {
      ...about,
      reservationId: reservationOf(step),
      boundaryAgreement: accepted.boundaryAgreement,
      roleCharter,
      startedAt: clock(),
    }
    return answerTo(await commands.start({ type: 'StartAssignment', data }, metadata))
  }

  return Object.fromEntries(
    stepTypes.map((type) => [
      type,
      (asked: Ask, metadata: Metadata) => carryOut[type](stepOf(asked.data), metadata),
    ]),
  )
}

/** A crowd at one stream is no answer: the step is tried again. */
function answerTo(
  outcome: { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal },
): Answer {
  if (outcome.ok) return { ok: true }
  const { reason } = outcome.refusal
  if (reason === 'too-many-conflicts')
    throw new CareloomError('CL_TOO_MANY_CONFLICTS', 'Too many asked at once', { retryable: true })
  return { ok: false, reason }
}
