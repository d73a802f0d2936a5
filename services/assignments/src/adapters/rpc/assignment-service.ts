import { InvalidInput, type Clock } from '@careloom/event-sourcing'
import type { AssignmentServiceDefinition } from '@careloom/proto/assignments'
import type { Recorded } from '@careloom/proto/common'
import { commandMethods, recorded, type Handlers, type RecordedOutcome } from '@careloom/rpc'
import type { AssignmentsCommands } from '../../app/commands.ts'
import type { Offers } from '../../app/offers/offers.ts'
import type { AssignmentsQueries } from '../../app/queries.ts'
import type { Rankings } from '../../app/rankings.ts'
import { endReasons, type LaterCommand, type EndReason } from '../../domain/assignment.ts'
import { parseAssignmentId } from '../../domain/ids.ts'
import { offerMethods } from './offer-methods.ts'
import { readMethods } from './read-methods.ts'

export type AssignmentServiceNeed = {
  readonly commands: AssignmentsCommands
  readonly offers: Offers
  readonly queries: AssignmentsQueries
  readonly rankings: Rankings
  readonly clock: Clock
}

/** Wire in, command out. No rules here: a rule that shows up in this file belongs in a decider. */
export function assignmentService({
  commands,
  offers,
  queries,
  rankings,
  clock,
}: AssignmentServiceNeed): Handlers<AssignmentServiceDefinition> {
  /** Answers when what was recorded can be read here. */
  const seen = async (outcome: Promise<RecordedOutcome>): Promise<Recorded> => {
    const at = recorded(await outcome)
    await queries.seen(at.position)
    return at
  }
  const change = commandMethods<LaterCommand>(
    (command, { metadata, ifRevision }) => seen(commands.assignment(command, metadata, ifRevision)),
    clock,
  )
  return {
    ...offerMethods(offers, seen),
    ...readMethods({ offers, queries, rankings }),
    pauseAssignment: change('PauseAssignment', (request, pausedAt) => ({
      assignmentId: assignmentOf(request),
      askedBy: 'coordinator',
      pausedAt,
    })),
    resumeAssignment: change('ResumeAssignment', (request, resumedAt) => ({
      assignmentId: assignmentOf(request),
      resumedAt,
    })),
    endAssignment: change('EndAssignment', (request, endedAt) => ({
      assignmentId: assignmentOf(request),
      reason: parseEndReason(request.reasonCode),
      endedAt,
    })),
  }
}

const assignmentOf = (request: { assignmentId: string }) => parseAssignmentId(request.assignmentId)

const reasonByWire: Readonly<Record<string, EndReason>> = {
  'person-wishes': 'person-chose-to-end',
  'peer-left': 'peer-cannot-continue',
  moved: 'moved-away',
}

function parseEndReason(code: string): EndReason {
  const reason =
    endReasons.find((each) => each === code) ??
    (Object.hasOwn(reasonByWire, code) ? reasonByWire[code] : undefined)
  if (reason === undefined)
    throw new InvalidInput(
      'reasonCode',
      'must be one of goals-reached, person-wishes, peer-left, moved, other',
    )
  return reason
}
