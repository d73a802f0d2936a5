import {
  commandHandler,
  type EventStore,
  type HandleCommand,
  type Metadata,
  type Outcome,
} from '@careloom/event-sourcing'
import { credentialDecider } from '../domain/credential.ts'
import type {
  CredentialCommand,
  CredentialEvent,
  CredentialRefusal,
} from '../domain/credential-events.ts'
import {
  peerWorkerDecider,
  type PeerWorkerCommand,
  type PeerWorkerEvent,
  type PeerWorkerRefusal,
} from '../domain/peer-worker.ts'
import { standingDecider, type StandingCommand, type StandingEvent } from '../domain/standing.ts'

export type WorkforceCommands = {
  peerWorker(
    command: PeerWorkerCommand,
    metadata: Metadata,
  ): Promise<Outcome<PeerWorkerEvent, PeerWorkerRefusal>>
  credential(
    command: CredentialCommand,
    metadata: Metadata,
  ): Promise<Outcome<CredentialEvent, CredentialRefusal>>
  assess: HandleCommand<StandingCommand, StandingEvent, never>
}

const peerWorkerStream = (peerWorkerId: string): string => `peer-worker-${peerWorkerId}`
export const credentialStream = (peerWorkerId: string): string => `credential-${peerWorkerId}`
export const standingStream = (peerWorkerId: string): string => `standing-${peerWorkerId}`

export function workforceCommands(stores: {
  peerWorkers: EventStore<PeerWorkerEvent>
  credentials: EventStore<CredentialEvent>
  standings: EventStore<StandingEvent>
}): WorkforceCommands {
  const handlePeerWorker = commandHandler(peerWorkerDecider, stores.peerWorkers)
  const handleCredential = commandHandler(credentialDecider, stores.credentials)
  return {
    peerWorker: (command, metadata) =>
      handlePeerWorker(peerWorkerStream(command.data.peerWorkerId), command, metadata),
    credential: (command, metadata) =>
      handleCredential(credentialStream(command.data.peerWorkerId), command, metadata),
    assess: commandHandler(standingDecider, stores.standings),
  }
}
