import { orTryAgain, type Instant, type Metadata } from '@careloom/event-sourcing'
import { derivedId } from '@careloom/event-sourcing/digest'
import type { PlanOpening } from '../domain/care-plan-events.ts'
import type { CareTeamCommand, CareTeamMember } from '../domain/care-team.ts'
import {
  parseCarePlanId,
  parseCareTeamId,
  type AssignmentId,
  type CareTeamId,
} from '../domain/ids.ts'
import type { CarePlanCommands } from './commands.ts'
import type { MeetingQueries } from './meeting-queries.ts'
import type { PeerWorkers, Referrals, Referrer } from './ports.ts'
import type { CarePlanRow } from './projections/care-plan-list.ts'
import type { CarePlanQueries } from './queries.ts'

export type StartedAssignment = Omit<PlanOpening, 'carePlanId' | 'careTeamId' | 'openedAt'> & {
  readonly startedAt: Instant
}

/**
 * What an assignment means for a plan. Every step is a command of its own under a causation id made of the message's,
 * so that a redelivery finishes what a crash interrupted and repeats nothing.
 */
export type AssignmentFollower = {
  /** Opens plan and care team; a referral whose plan is open already is handed over to the new peer. */
  started(assignment: StartedAssignment, metadata: Metadata): Promise<void>
  /** Cancels what the two had planned; closes plan and care team, unless another assignment goes on with them. */
  ended(assignmentId: AssignmentId, endedAt: Instant, metadata: Metadata): Promise<void>
  /** Hands a command to the care team of an assignment; nothing happens where there is none any more. */
  onTeam(
    assignmentId: AssignmentId,
    command: (team: OfTeam) => LaterTeamCommand,
    metadata: Metadata,
  ): Promise<void>
}

type OfTeam = Pick<CarePlanRow, 'careTeamId'>

type LaterTeamCommand = Exclude<CareTeamCommand, { type: 'OpenCareTeam' }>

/** An assignment that is told of twice opens one plan and one team. */
const carePlanIdOf = (assignmentId: AssignmentId) =>
  parseCarePlanId(derivedId('care-plan', assignmentId))
const careTeamIdOf = (assignmentId: AssignmentId) =>
  parseCareTeamId(derivedId('care-team', assignmentId))

export type FollowerNeeds = {
  readonly commands: CarePlanCommands
  readonly queries: CarePlanQueries
  readonly meetings: MeetingQueries
  readonly peerWorkers: PeerWorkers
  readonly referrals: Referrals
  readonly referrerTitle: string
}

export function assignmentFollower(need: FollowerNeeds): AssignmentFollower {
  return {
    started: (assignment, metadata) => start(assignment, metadata, need),
    ended: (assignmentId, closedAt, metadata) => end(assignmentId, closedAt, metadata, need),
    onTeam: (assignmentId, command, metadata) => onTeam(assignmentId, command, metadata, need),
  }
}

async function start(
  assignment: StartedAssignment,
  metadata: Metadata,
  need: FollowerNeeds,
): Promise<void> {
  await need.queries.upToDate()
  const plan = await need.queries.ofReferral(assignment.referralId)
  const isOthers = plan?.carePlanId !== carePlanIdOf(assignment.assignmentId)
  if (plan !== undefined && plan.closedAt === undefined && isOthers)
    return handOver(plan, assignment, metadata, need)
  return open(assignment, metadata, need)
}

async function end(
  assignmentId: AssignmentId,
  closedAt: Instant,
  metadata: Metadata,
  need: FollowerNeeds,
): Promise<void> {
  const { commands, queries } = need
  await queries.upToDate()
  await cancelMeetings(assignmentId, closedAt, metadata, need)
  const plan = await queries.ofAssignment(assignmentId)
  if (plan === undefined) return
  const { carePlanId } = plan
  orTryAgain(
    await commands.plan({ type: 'CloseCarePlan', data: { carePlanId, closedAt } }, metadata),
  )
  const close = ({ careTeamId }: OfTeam) =>
    ({ type: 'CloseCareTeam', data: { careTeamId, closedAt } }) as const
  await onTeam(assignmentId, close, metadata, need)
}

async function open(
  assignment: StartedAssignment,
  metadata: Metadata,
  need: FollowerNeeds,
): Promise<void> {
  const { startedAt, ...about } = assignment
  const carePlanId = carePlanIdOf(assignment.assignmentId)
  const careTeamId = careTeamIdOf(assignment.assignmentId)
  const plan = { ...about, carePlanId, careTeamId, openedAt: startedAt }
  // Refused where the plan has been passed on since: its team is another peer's.
  const opened = orTryAgain(
    await need.commands.plan({ type: 'OpenCarePlan', data: plan }, metadata),
  )
  if (!opened.ok) return
  const team = { carePlanId, careTeamId, personId: about.personId, openedAt: startedAt }
  orTryAgain(await need.commands.team({ type: 'OpenCareTeam', data: team }, metadata))
  const peer = await need.peerWorkers.memberFor(assignment.peerWorkerId, metadata)
  await join(careTeamId, peer, startedAt, metadata, need)
  const referrer = await need.referrals.referrerOf(assignment.referralId, metadata)
  const clinician = clinicianOf(referrer, need.referrerTitle)
  if (clinician !== undefined) await join(careTeamId, clinician, startedAt, metadata, need)
}

async function join(
  careTeamId: CareTeamId,
  member: CareTeamMember,
  joinedAt: Instant,
  metadata: Metadata,
  need: FollowerNeeds,
): Promise<void> {
  const data = { careTeamId, member, joinedAt }
  orTryAgain(
    await need.commands.team({ type: 'AddCareTeamMember', data }, step(metadata, member.kind)),
  )
}

async function handOver(
  { carePlanId, careTeamId }: CarePlanRow,
  assignment: StartedAssignment,
  metadata: Metadata,
  need: FollowerNeeds,
): Promise<void> {
  const { assignmentId, peerWorkerId, startedAt } = assignment
  const passing = { carePlanId, assignmentId, peerWorkerId, passedOnAt: startedAt }
  orTryAgain(await need.commands.plan({ type: 'PassOnCarePlan', data: passing }, metadata))
  await need.queries.upToDate()
  const plan = await need.queries.get(carePlanId)
  // Handed over once more since: a late redelivery must not take the next peer off the team.
  if (plan?.assignmentId !== assignmentId) return
  for (const { kind, memberId } of plan.members) {
    if (kind !== 'peer' || memberId === peerWorkerId) continue
    const data = { careTeamId, memberId, leftAt: startedAt }
    orTryAgain(
      await need.commands.team(
        { type: 'RemoveCareTeamMember', data },
        step(metadata, `left:${memberId}`),
      ),
    )
  }
  const peer = await need.peerWorkers.memberFor(peerWorkerId, metadata)
  await join(careTeamId, peer, startedAt, metadata, need)
}

/** What began before the end may have taken place: only what was still to come is cancelled. */
async function cancelMeetings(
  assignmentId: AssignmentId,
  cancelledAt: Instant,
  metadata: Metadata,
  need: FollowerNeeds,
): Promise<void> {
  for (const { meetingId } of await need.meetings.ofAssignment(assignmentId, cancelledAt)) {
    const data = { meetingId, cancelledBy: 'system', cancelledAt } as const
    orTryAgain(await need.commands.meeting({ type: 'CancelMeeting', data }, metadata))
  }
}

async function onTeam(
  assignmentId: AssignmentId,
  command: (team: OfTeam) => LaterTeamCommand,
  metadata: Metadata,
  need: FollowerNeeds,
): Promise<void> {
  await need.queries.upToDate()
  const team = await need.queries.ofAssignment(assignmentId)
  if (team !== undefined) orTryAgain(await need.commands.team(command(team), metadata))
}

function clinicianOf(
  { organizationId, clinician }: Referrer,
  roleTitle: string,
): CareTeamMember | undefined {
  if (clinician === undefined) return undefined
  const { practitionerId: memberId, displayName } = clinician
  return { kind: 'clinician', memberId, displayName, roleTitle, organizationId, isCertified: false }
}

/** One message leads to several commands on the care team's stream: each has a causation id of its own there. */
function step(metadata: Metadata, name: string): Metadata {
  return { ...metadata, causationId: `${metadata.causationId}:${name}` }
}
