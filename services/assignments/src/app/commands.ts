import {
  commandHandler,
  fold,
  orTryAgain,
  readUnlessErased,
  type EventStore,
  type Metadata,
  type Outcome,
  type RecordedEvent,
  type Refusal,
  type CallMetadata,
} from '@careloom/event-sourcing'
import {
  assignmentDecider,
  type AssignmentCommand,
  type LaterCommand,
  type AssignmentEvent,
  type AssignmentRefusal,
} from '../domain/assignment.ts'
import type { CaseloadCommand, CaseloadRefusal } from '../domain/caseload-events.ts'
import { countedCaseloadDecider, type CountedCaseloadEvent } from '../domain/counted-caseload.ts'
import type {
  CaseOpening,
  MatchingCaseCommand,
  MatchingCaseEvent,
  MatchingCaseRefusal,
} from '../domain/matching-case-events.ts'
import type { MatchingCase } from '../domain/matching-case-state.ts'
import { matchingCaseDecider } from '../domain/matching-case.ts'
import {
  peerFactsDecider,
  type PeerFactsCommand,
  type PeerFactsEvent,
  type PeerProfile,
} from '../domain/matching/peer-facts.ts'

type Refused = { readonly ok: false; readonly refusal: Refusal }
export type LaterCaseCommand = Exclude<MatchingCaseCommand, { type: 'OpenMatchingCase' }>
export type CaseOutcome = Outcome<MatchingCaseEvent, MatchingCaseRefusal> | Refused
export type CaseloadOutcome = Outcome<CountedCaseloadEvent, CaseloadRefusal>
export type AssignmentOutcome = Outcome<AssignmentEvent, AssignmentRefusal> | Refused

export type AssignmentsCommands = {
  openCase(opening: CaseOpening, metadata: CallMetadata): Promise<CaseOutcome>
  /**
   * Builds the command from the case as it stands (which offer is open, whom it asks) and has it decided. A causation
   * id that the case has answered is answered with its first outcome, whatever the case has come to since.
   */
  onCase(
    referralId: string,
    build: (state: MatchingCase) => LaterCaseCommand | Refused,
    metadata: CallMetadata,
  ): Promise<CaseOutcome>
  /** The history of a case; none when there is none, or when its person was erased. */
  caseHistory(referralId: string): Promise<readonly RecordedEvent<MatchingCaseEvent>[]>
  caseload(command: CaseloadCommand, metadata: Metadata): Promise<CaseloadOutcome>
  start(
    command: Extract<AssignmentCommand, { type: 'StartAssignment' }>,
    metadata: CallMetadata,
  ): Promise<AssignmentOutcome>
  assignment(
    command: LaterCommand,
    metadata: CallMetadata,
    ifRevision?: number,
  ): Promise<AssignmentOutcome>
  /** Records what `change` makes of the facts known of a peer worker: of none, before they come and after they left. */
  recordPeer(
    peerWorkerId: string,
    change: (before: PeerProfile | undefined) => PeerFactsCommand | undefined,
    metadata: Metadata,
  ): Promise<void>
}

export type Stores = {
  readonly cases: EventStore<MatchingCaseEvent>
  readonly caseloads: EventStore<CountedCaseloadEvent>
  readonly assignments: EventStore<AssignmentEvent>
  readonly peerFacts: EventStore<PeerFactsEvent>
}

const caseStream = (referralId: string): string => `matching-case-${referralId}`
const caseloadStream = (peerWorkerId: string): string => `caseload-${peerWorkerId}`
const assignmentStream = (assignmentId: string): string => `assignment-${assignmentId}`
const peerFactsStream = (peerWorkerId: string): string => `peer-facts-${peerWorkerId}`

export function assignmentsCommands(stores: Stores): AssignmentsCommands {
  const handleCase = commandHandler(matchingCaseDecider, stores.cases)
  const handleCaseload = commandHandler(countedCaseloadDecider, stores.caseloads)
  const handleAssignment = commandHandler(assignmentDecider, stores.assignments)
  const handlePeerFacts = commandHandler(peerFactsDecider, stores.peerFacts)
  const caseHistory = async (referralId: string) =>
    (await readUnlessErased(stores.cases, caseStream(referralId))) ?? []

  return {
    openCase: (data, metadata) =>
      handleCase(
        caseStream(data.referralId),
        { type: 'OpenMatchingCase', data },
        { ...metadata, person: data.personId },
      ),
    async onCase(referralId, build, metadata) {
      const history = await caseHistory(referralId)
      const first = answeredBefore(history, metadata.causationId)
      if (first !== undefined) return first
      const command = build(fold(matchingCaseDecider, history))
      if ('ok' in command) return command
      return handleCase(caseStream(referralId), command, {
        ...metadata,
        person: history[0]?.person,
      })
    },
    caseHistory,
    caseload: (command, metadata) =>
      handleCaseload(caseloadStream(command.data.peerWorkerId), command, impersonal(metadata)),
    start: (command, metadata) =>
      handleAssignment(assignmentStream(command.data.assignmentId), command, {
        ...metadata,
        person: command.data.personId,
      }),
    async assignment(command, metadata, ifRevision) {
      const stream = assignmentStream(command.data.assignmentId)
      const [first] = (await readUnlessErased(stores.assignments, stream)) ?? []
      return handleAssignment(stream, command, { ...metadata, person: first?.person }, ifRevision)
    },
    async recordPeer(peerWorkerId, change, metadata) {
      const stream = peerFactsStream(peerWorkerId)
      // Facts are whole: what was made of an older state is made again of the newer one.
      for (;;) {
        const history = await stores.peerFacts.read(stream)
        const command = change(fold(peerFactsDecider, history).profile)
        if (command === undefined) return
        const outcome = await handlePeerFacts(stream, command, impersonal(metadata), history.length)
        const answer = orTryAgain(outcome)
        if (answer.ok || answer.refusal.reason !== 'revision-changed') return
      }
    },
  }
}

function answeredBefore(
  history: readonly RecordedEvent<MatchingCaseEvent>[],
  causationId: string,
): CaseOutcome | undefined {
  const events = history.filter((event) => event.causationId === causationId)
  const last = events.at(-1)
  if (last === undefined) return undefined
  const { stream, revision, position } = last
  return { ok: true, repeated: true, events, stream, revision, position }
}

/** A peer's streams outlive the people they mention: sealed with a person's key they would be lost with an erasure. */
function impersonal(metadata: Metadata): Metadata {
  return { ...metadata, person: undefined, consent: undefined }
}
