import {
  fold,
  parseCalendarDay,
  type Clock,
  type EventStore,
  type Reaction,
} from '@careloom/event-sourcing'
import { credentialDecider } from '../../domain/credential.ts'
import type { CredentialEvent } from '../../domain/credential-events.ts'
import { standingOn } from '../../domain/credential-standing.ts'
import { standingStream, type WorkforceCommands } from '../commands.ts'

/** Whatever is added to a passport may change what it is good for: looked at anew, and told to others if it did. */
export function assessStanding(
  commands: WorkforceCommands,
  credentials: EventStore<CredentialEvent>,
  clock: Clock,
): Reaction<CredentialEvent> {
  return {
    name: 'workforce.assess-standing',
    handles: [
      'ModuleCompleted',
      'CredentialIssued',
      'CredentialRenewed',
      'CredentialLapsed',
      'CredentialSuspended',
      'CredentialReinstated',
    ],
    keyOf: (event) => event.stream,
    async handle(event) {
      const passport = fold(
        credentialDecider,
        (await credentials.read(event.stream)) as readonly CredentialEvent[],
      )
      const { peerWorkerId } = event.data
      const assessedAt = clock()
      const today = parseCalendarDay('today', assessedAt.slice(0, 10))
      for (const jurisdiction of passport.credentials.keys()) {
        const { problems: _problems, ...standing } = standingOn(passport, jurisdiction, today)
        const data = { peerWorkerId, jurisdiction, assessedAt, ...standing }
        await commands.assess(
          standingStream(peerWorkerId),
          { type: 'AssessStanding', data },
          {
            ...event.meta,
            actor: 'system:assess-standing',
            causationId: `${event.id}:${jurisdiction}`,
          },
        )
      }
    },
  }
}
