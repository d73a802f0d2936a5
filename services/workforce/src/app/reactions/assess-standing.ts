import {
  fold,
  onEach,
  orTryAgain,
  reaction,
  type Clock,
  type Days,
  type EventStore,
  type Metadata,
  type Reaction,
  type ReceivedEvent,
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
  days: Days,
): Reaction<CredentialEvent> {
  async function assess(
    _data: unknown,
    metadata: Metadata,
    { stream, data: { peerWorkerId } }: ReceivedEvent<CredentialEvent>,
  ): Promise<void> {
    const history: readonly CredentialEvent[] = await credentials.read(stream)
    const passport = fold(credentialDecider, history)
    const assessedAt = clock()
    const today = days.of(assessedAt)
    for (const jurisdiction of passport.credentials.keys()) {
      const { problems: _problems, ...standing } = standingOn(passport, jurisdiction, today)
      const data = { peerWorkerId, jurisdiction, assessedAt, ...standing }
      const causationId = `${metadata.causationId}:${jurisdiction}`
      orTryAgain(
        await commands.assess(
          standingStream(peerWorkerId),
          { type: 'AssessStanding', data },
          { ...metadata, causationId },
        ),
      )
    }
  }
  return reaction<CredentialEvent>({
    name: 'workforce.assess-standing',
    on: onEach(
      [
        'ModuleCompleted',
        'CredentialIssued',
        'CredentialRenewed',
        'CredentialLapsed',
        'CredentialSuspended',
        'CredentialReinstated',
      ],
      assess,
    ),
  })
}
