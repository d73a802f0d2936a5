import type { Clock, Metadata, Reaction, Told } from '@careloom/event-sourcing'
import type { PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import type { AssignmentsCommands } from '../../app/commands.ts'
import { orTryAgain } from '../../app/try-again.ts'
import type { CaseloadCommand } from '../../domain/caseload-events.ts'
import { parsePeerWorkerId } from '../../domain/ids.ts'
import { profileAfter, startOf } from './peer-profile.ts'

/**
 * Keeps what matching may know of a peer worker in the own log, and tells their caseload its limit and what they
 * declared. Never how they are: workforce does not say it.
 */
export function onPeerWorker(
  commands: AssignmentsCommands,
  clock: Clock,
): Reaction<PublishedPeerWorkerEvent> {
  const name = 'assignments.on-peer-worker'
  return {
    name,
    handles: [
      'PeerWorkerRegistered',
      'PeerWorkerDetailsChanged',
      'FacetsOpened',
      'AvailabilityDeclared',
      'ConflictDeclared',
      'StandingAssessed',
      'SupervisionHeld',
      'PeerWorkerLeft',
    ],
    keyOf: (event) => event.data.peerWorkerId,
    async handle(event) {
      const metadata = { ...event.meta, actor: `system:${name}`, causationId: event.id }
      const caseload = caseloadCommandFor(event)
      if (caseload !== undefined) orTryAgain(await commands.caseload(caseload, metadata))
      await recordFacts(event, metadata)
    },
  }

  async function recordFacts(
    event: Told<PublishedPeerWorkerEvent>,
    metadata: Metadata,
  ): Promise<void> {
    const peerWorkerId = parsePeerWorkerId(event.data.peerWorkerId)
    const said = { source: event.stream, sourceRevision: event.revision }
    await commands.recordPeer(
      peerWorkerId,
      (before) => {
        if (event.type === 'PeerWorkerLeft')
          return {
            type: 'WithdrawPeerFacts',
            data: { peerWorkerId, ...said, withdrawnAt: clock() },
          }
        const profile = profileAfter(before, event)
        return profile === undefined
          ? undefined
          : { type: 'RecordPeerFacts', data: { profile, ...said, recordedAt: clock() } }
      },
      metadata,
    )
  }
}

/** Whoever left takes nobody new: their limit is none. */
function caseloadCommandFor(event: Told<PublishedPeerWorkerEvent>): CaseloadCommand | undefined {
  const peerWorkerId = parsePeerWorkerId(event.data.peerWorkerId)
  switch (event.type) {
    case 'PeerWorkerRegistered':
    case 'PeerWorkerDetailsChanged':
      return {
        type: 'SetCaseloadLimit',
        data: { peerWorkerId, limit: event.data.details?.caseloadLimit ?? 0, setAt: event.time },
      }
    case 'PeerWorkerLeft':
      return { type: 'SetCaseloadLimit', data: { peerWorkerId, limit: 0, setAt: event.time } }
    case 'AvailabilityDeclared': {
      const { canTakeMore = null, needsLessUntil } = event.data
      const until = needsLessUntil === undefined ? null : startOf('needsLessUntil', needsLessUntil)
      return {
        type: 'DeclareAvailability',
        data: { peerWorkerId, canTakeMore, needsLessUntil: until, declaredAt: event.time },
      }
    }
    default:
      return undefined
  }
}
