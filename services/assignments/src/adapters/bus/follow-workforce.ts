import {
  orTryAgain,
  parseCalendarDay,
  reaction,
  type Clock,
  type Days,
  type Metadata,
  type Reaction,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import type { PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import type { AssignmentsCommands } from '../../app/commands.ts'
import type { CaseloadCommand } from '../../domain/caseload-events.ts'
import { parsePeerWorkerId } from '../../domain/ids.ts'
import { profileAfter } from './peer-profile.ts'

type News = ReceivedEvent<PublishedPeerWorkerEvent>

/**
 * Keeps what matching may know of a peer worker in the own log, and tells their caseload its limit and what they
 * declared. Never how they are: workforce does not say it.
 */
export function onPeerWorker(
  commands: AssignmentsCommands,
  clock: Clock,
  days: Days,
): Reaction<PublishedPeerWorkerEvent> {
  const facts = async (_data: unknown, metadata: Metadata, event: News) =>
    recordFacts({ commands, clock, days }, event, metadata)
  const limit = async (peerWorkerId: string, to: number, metadata: Metadata, event: News) => {
    const said = { peerWorkerId: parsePeerWorkerId(peerWorkerId), sourceRevision: event.revision }
    const data = { ...said, limit: to, setAt: event.time }
    orTryAgain(await commands.caseload({ type: 'SetCaseloadLimit', data }, metadata))
    await facts(undefined, metadata, event)
  }
  const detailed = (
    { peerWorkerId, details }: Detailed,
    metadata: Metadata,
    event: News,
  ): Promise<void> => limit(peerWorkerId, details?.caseloadLimit ?? 0, metadata, event)
  return reaction<PublishedPeerWorkerEvent>({
    name: 'assignments.on-peer-worker',
    key: ({ data }) => data.peerWorkerId,
    on: {
      PeerWorkerRegistered: detailed,
      PeerWorkerDetailsChanged: detailed,
      // Whoever left is asked to take nobody new.
      PeerWorkerLeft: ({ peerWorkerId }, metadata, event) =>
        limit(peerWorkerId, 0, metadata, event),
      FacetsOpened: facts,
      AvailabilityDeclared: ({ peerWorkerId, canTakeMore, needsLessUntil }, metadata, event) => {
        const until =
          needsLessUntil === undefined
            ? undefined
            : days.startOf(parseCalendarDay('needsLessUntil', needsLessUntil))
        const declared = { canTakeMore, needsLessUntil: until }
        const said = {
          peerWorkerId: parsePeerWorkerId(peerWorkerId),
          sourceRevision: event.revision,
          declaredAt: event.time,
        }
        const command: CaseloadCommand = {
          type: 'DeclareAvailability',
          data: { ...said, ...declared },
        }
        return commands.caseload(command, metadata)
      },
      ConflictDeclared: facts,
      ConflictWithdrawn: facts,
      StandingAssessed: facts,
      SupervisionHeld: facts,
    },
  })
}

type Detailed = {
  readonly peerWorkerId: string
  readonly details?: { readonly caseloadLimit: number } | undefined
}

type Need = {
  readonly commands: AssignmentsCommands
  readonly clock: Clock
  readonly days: Days
}

function recordFacts(
  { commands, clock, days }: Need,
  event: News,
  metadata: Metadata,
): Promise<void> {
  const peerWorkerId = parsePeerWorkerId(event.data.peerWorkerId)
  const said = { source: event.stream, sourceRevision: event.revision }
  return commands.recordPeer(
    peerWorkerId,
    (before) => {
      if (event.type === 'PeerWorkerLeft')
        return {
          type: 'WithdrawPeerFacts',
          data: { peerWorkerId, ...said, withdrawnAt: clock() },
        }
      const profile = profileAfter(before, event, days)
      return profile === undefined
        ? undefined
        : { type: 'RecordPeerFacts', data: { profile, ...said, recordedAt: clock() } }
    },
    metadata,
  )
}
