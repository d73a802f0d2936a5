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
import { parsePersonId, parseReservationId, type ReservationId } from '../domain/ids.ts'
import type { AssignmentsCommands, LaterCaseCommand } from './commands.ts'
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

type CarryOut = (need: StartTargetsNeed, step: Step, metadata: Metadata) => Promise<Answer>

/** Who carries out the steps. */
export function startTargets(need: StartTargetsNeed): Targets {
  return Object.fromEntries(
    stepTypes.map((type) => [
      type,
      (asked: Ask, metadata: Metadata) => steps[type](need, stepOf(asked.data), metadata),
    ]),
  )
}

const steps: Readonly<Record<StepType, CarryOut>> = {
  ReservePlace: reservePlace,
  RecordPlaceUnavailable: ({ commands, clock }, { referralId, peerOfferId }, metadata) =>
    onCase(commands, metadata, {
      type: 'RecordPlaceUnavailable',
      data: { referralId, peerOfferId, foundAt: clock() },
    }),
  MatchReferral: ({ referrals }, { referralId, peerWorkerId, assignmentId }, metadata) =>
    referrals.match({ referralId, peerWorkerId, assignmentId }, metadata),
  async ConfirmPlace({ commands, clock }, step, metadata) {
    const { peerWorkerId, assignmentId } = step
    const place = { peerWorkerId, reservationId: reservationOf(step) }
    const data = { ...place, assignmentId, confirmedAt: clock() }
    return answerTo(await commands.caseload({ type: 'ConfirmPlace', data }, metadata))
  },
  StartAssignment: start,
  RecordMatch: ({ commands, clock }, { referralId, peerOfferId, assignmentId }, metadata) =>
    onCase(commands, metadata, {
      type: 'RecordMatch',
      data: { referralId, peerOfferId, assignmentId, matchedAt: clock() },
    }),
  async ReleasePlace({ commands, clock }, step, metadata) {
    const place = { peerWorkerId: step.peerWorkerId, reservationId: reservationOf(step) }
    const data = { ...place, releasedAt: clock() }
    return answerTo(await commands.caseload({ type: 'ReleasePlace', data }, metadata))
  },
  CloseCase: ({ commands, clock }, { referralId }, metadata) =>
    onCase(commands, metadata, { type: 'CloseCase', data: { referralId, closedAt: clock() } }),
  async EndAssignment({ commands, clock }, { assignmentId }, metadata) {
    const data = { assignmentId, reason: 'referral-cancelled' as const, endedAt: clock() }
    return answerTo(await commands.assignment({ type: 'EndAssignment', data }, metadata))
  },
  EndReferral: ({ referrals }, { referralId }, metadata) =>
    referrals.endUnable(referralId, metadata),
}

/** The same place however often the step is carried out. */
function reservationOf({ peerOfferId, attempt }: Step): ReservationId {
  return parseReservationId(derivedId('reservation', peerOfferId, String(attempt)))
}

async function reservePlace(
  { commands, clock, reservationMinutes }: StartTargetsNeed,
  step: Step,
  metadata: Metadata,
): Promise<Answer> {
  const { peerWorkerId, referralId } = step
  const reservedAt = clock()
  const data = {
    peerWorkerId,
    referralId,
    personId: parsePersonId(metadata.person),
    reservationId: reservationOf(step),
    weight: 1,
    reservedAt,
    expiresAt: later(reservedAt, reservationMinutes * 60_000),
  }
  return answerTo(await commands.caseload({ type: 'ReservePlace', data }, metadata))
}

/** The agreement that the peer accepted under stands in the case. */
async function start(
  { commands, clock }: StartTargetsNeed,
  step: Step,
  metadata: Metadata,
): Promise<Answer> {
  const history = await commands.caseHistory(step.referralId)
  const opening = history.find((event) => event.type === 'MatchingCaseOpened')?.data
  const accepted = history
    .filter((event) => event.type === 'PeerOfferAccepted')
    .find(({ data }) => data.peerOfferId === step.peerOfferId)?.data
  if (opening === undefined || accepted === undefined) return { ok: false, reason: 'case-not-open' }
  const { referralId, personId, programId, organizationId, part2 } = opening
  const { assignmentId, peerWorkerId } = step
  const data = {
    assignmentId,
    referralId,
    personId,
    peerWorkerId,
    programId,
    organizationId,
    part2,
    reservationId: reservationOf(step),
    boundaryAgreement: accepted.boundaryAgreement,
    roleCharter: { textVersion: roleCharterVersion, acknowledgedAt: accepted.acceptedAt },
    startedAt: clock(),
  }
  return answerTo(await commands.start({ type: 'StartAssignment', data }, metadata))
}

async function onCase(
  commands: AssignmentsCommands,
  metadata: Metadata,
  command: LaterCaseCommand,
): Promise<Answer> {
  return answerTo(await commands.onCase(command.data.referralId, () => command, metadata))
}

function answerTo(outcome: Answered): Answer {
  const answer = orTryAgain(outcome)
  return answer.ok ? { ok: true } : { ok: false, reason: answer.refusal.reason }
}
