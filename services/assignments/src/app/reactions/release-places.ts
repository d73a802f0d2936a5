import { orTryAgain, reaction, type Clock, type Reaction } from '@careloom/event-sourcing'
import type { AssignmentEvent } from '../../domain/assignment.ts'
import {
  parsePeerWorkerId,
  parseReservationId,
  type PeerWorkerId,
  type ReservationId,
} from '../../domain/ids.ts'
import type { AssignmentsCommands } from '../commands.ts'
import type { Candidates } from '../candidates.ts'
import type { PersonErased } from '../projections/known-people.ts'

type Place = { readonly peerWorkerId: PeerWorkerId; readonly reservationId: ReservationId }

/** When an assignment is over, its place is free again. */
export function releasePlaces(
  commands: AssignmentsCommands,
  clock: Clock,
): Reaction<AssignmentEvent> {
  const release = ({ peerWorkerId, reservationId }: Place) => ({
    type: 'ReleasePlace' as const,
    data: { peerWorkerId, reservationId, releasedAt: clock() },
  })
  return reaction<AssignmentEvent>({
    name: 'assignments.release-places',
    on: {
      AssignmentEnded: (place, metadata) => commands.caseload(release(place), metadata),
      AssignmentHandedOver: (place, metadata) => commands.caseload(release(place), metadata),
    },
  })
}

/** An erased person takes no place any more; nothing else of theirs can be read. */
export function releaseErased(
  commands: AssignmentsCommands,
  candidates: Candidates,
  clock: Clock,
): Reaction<PersonErased> {
  return reaction<PersonErased>({
    name: 'assignments.release-erased',
    on: {
      async PersonErased({ personId }, { actor }, { id }) {
        for (const place of await candidates.placesOf(personId)) {
          const data = {
            peerWorkerId: parsePeerWorkerId(place.peerWorkerId),
            reservationId: parseReservationId(place.reservationId),
            releasedAt: clock(),
          }
          const causationId = `${id}:${place.reservationId}`
          orTryAgain(
            await commands.caseload({ type: 'ReleasePlace', data }, { actor, causationId }),
          )
        }
      },
    },
  })
}
