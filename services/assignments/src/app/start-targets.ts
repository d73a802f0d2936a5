import {
  later,
  orTryAgain,
  type Answer,
  type Answered,
  type Ask,
  type Clock,
  type Metadata,
  type Targets,
} from '@careloom/event-sourcing'
import { derivedId } from '@careloom/event-sourcing/digest'
import { parsePersonId, parseReservationId } from '../domain/ids.ts'
import type { AssignmentsCommands } from './commands.ts'
import type { Referrals } from './ports.ts'
import { stepOf, stepTypes, type Step, type StepType } from './start-assignment.ts'

export type StartTargetsNeed = {
  readonly commands: AssignmentsCommands
  readonly referrals: Referrals
  readonly clock: Clock
  readonly reservationMinutes: number
}

/** What a peer does and does not do in this team, in the version that peers acknowledge when they accept. */
const roleCharterVersion = 'role-charter-2026-1'

/** Who carries out the steps. */
export function startTargets({
  commands,
  referrals,
  clock,
  reservationMinutes,
}: StartTargetsNeed): Targets {
  const reservationOf = ({ peerOfferId, attempt }: Step) =>
    parseReservationId(derivedId('reservation', peerOfferId, String(attempt)))
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

function answerTo(outcome: Answered): Answer {
  const answer = orTryAgain(outcome)
  return answer.ok ? { ok: true } : { ok: false, reason: answer.refusal.reason }
}
