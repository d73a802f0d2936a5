import type { Clock, Reaction } from '@careloom/event-sourcing'
import type { AssignmentEvent } from '../../domain/assignment.ts'
import { parsePeerWorkerId, parseReservationId } from '../../domain/ids.ts'
import type { AssignmentsCommands } from '../commands.ts'
import type { Candidates } from '../pool.ts'
import type { PersonErased } from '../projections/people.ts'
import { orTryAgain } from '../try-again.ts'

/** When an assignment is over, its place is free again. */
export function releasePlaces(
  commands: AssignmentsCommands,
  clock: Clock,
): Reaction<AssignmentEvent> {
  return {
    name: 'assignments.release-places',
    handles: ['AssignmentEnded', 'AssignmentHandedOver'],
    keyOf: (event) => event.stream,
    async handle(event) {
      const { peerWorkerId, reservationId } = event.data
      const data = { peerWorkerId, reservationId, releasedAt: clock() }
      orTryAgain(
        await commands.caseload(
          { type: 'ReleasePlace', data },
          { ...event.meta, actor: 'system:release-places', causationId: event.id },
        ),
      )
    },
  }
}

/** An erased person takes no place any more; nothing else of theirs can be read. */
export function releaseErased(
  commands: AssignmentsCommands,
  candidates: Candidates,
  clock: Clock,
): Reaction<PersonErased> {
  return {
    name: 'assignments.release-erased',
    handles: ['PersonErased'],
    keyOf: (event) => event.stream,
    async handle(event) {
      for (const place of await candidates.placesOf(event.data.personId)) {
        const data = {
          peerWorkerId: parsePeerWorkerId(place.peerWorkerId),
          reservationId: parseReservationId(place.reservationId),
          releasedAt: clock(),
        }
        await commands.caseload(
          { type: 'ReleasePlace', data },
          { actor: 'system:release-erased', causationId: `${event.id}:${place.reservationId}` },
        )
      }
    },
  }
}
