import { InvalidInput, parseCode, parseText, type Clock } from '@careloom/event-sourcing'
import type { CarePlanServiceDefinition, GetCarePlanRequest } from '@careloom/proto/care-plans'
import type { Recorded } from '@careloom/proto/common'
import { commandMethods, found, recorded, type Handlers, type RecordedOutcome } from '@careloom/rpc'
import { goalDomains, voices } from '@careloom/terminology'
import type { Meetings } from '../../app/arrange-meetings.ts'
import type { CarePlanCommands } from '../../app/commands.ts'
import type { MeetingQueries } from '../../app/meeting-queries.ts'
import type { CarePlanRow } from '../../app/projections/care-plan-list.ts'
import type { CarePlanQueries } from '../../app/queries.ts'
import type { RecordEncounter } from '../../app/record-encounter.ts'
import { type Agreeing, type CarePlanCommand } from '../../domain/care-plan-events.ts'
import {
  parseAssignmentId,
  parseCarePlanId,
  parseGoalId,
  parseReferralId,
} from '../../domain/ids.ts'
import { meetingMethods } from './meeting-methods.ts'
import { parseAttainment, parseNote } from './parse.ts'
import { carePlanView, encounterView } from './views.ts'

const agreeing: readonly Agreeing[] = ['person', 'peer']
const maxWords = 2_000

/** Wire in, command out. No rules here: a rule that shows up in this file belongs in a decider. */
export function carePlanService(need: {
  readonly commands: CarePlanCommands
  readonly queries: CarePlanQueries
  readonly recordEncounter: RecordEncounter
  readonly meetings: Meetings
  readonly meetingQueries: MeetingQueries
  readonly clock: Clock
  readonly encountersMaxCount: number
}): Handlers<CarePlanServiceDefinition> {
  const { commands, queries, clock } = need

  const change = commandMethods<CarePlanCommand>(async (command, call) => {
    const plan = found(await queries.get(command.data.carePlanId), 'care-plan-not-open')
    const metadata = { ...call.metadata, person: plan.personId }
    return seen(await commands.plan(command, metadata, call.ifRevision))
  }, clock)

  /** Answers only when what was recorded can be read here. */
  async function seen(outcome: RecordedOutcome): Promise<Recorded> {
    const at = recorded(outcome)
    await queries.reached(at.position)
    return at
  }

  async function planOf(request: GetCarePlanRequest): Promise<CarePlanRow | undefined> {
    const { carePlanId, assignmentId, referralId } = request
    if (carePlanId !== undefined) return queries.get(parseCarePlanId(carePlanId))
    if (assignmentId !== undefined) return queries.ofAssignment(parseAssignmentId(assignmentId))
    if (referralId !== undefined) return queries.ofReferral(parseReferralId(referralId))
    throw new InvalidInput('carePlanId', 'or assignmentId or referralId must be given')
  }

  return {
    ...meetingMethods({ ...need, seen }),
    writeVision: change('WriteVision', (request, writtenAt) => ({
      carePlanId: parseCarePlanId(request.carePlanId),
      words: parseText('words', request.words, maxWords),
      writtenBy: parseCode('writtenBy', voices, request.writtenBy),
      writtenAt,
    })),
    proposeGoal: change('ProposeGoal', (request, proposedAt) => ({
      ...goalOf(request),
      words: parseText('words', request.words, maxWords),
      domain: parseCode('domain', goalDomains, request.domain),
      proposedBy: parseCode('proposedBy', voices, request.proposedBy),
      proposedAt,
    })),
    agreeGoal: change('AgreeToGoal', (request, agreedAt) => ({
      ...goalOf(request),
      agreedBy: parseCode('agreedBy', agreeing, request.agreedBy),
      agreedAt,
    })),
    declineGoal: change('DeclineGoal', (request, declinedAt) => ({
      ...goalOf(request),
      declinedBy: parseCode('declinedBy', agreeing, request.declinedBy),
      declinedAt,
    })),
    rateGoal: change('RateGoal', (request, ratedAt) => ({
      ...goalOf(request),
      ratedBy: parseCode('rater', voices, request.rater),
      attainment: parseAttainment(request.rating),
      ratedAt,
    })),
    recordEncounter: async (request, call) =>
      seen(await need.recordEncounter(parseNote(request), call.metadata)),
    async getCarePlan(request) {
      await queries.reached(request.afterPosition)
      return carePlanView(found(await planOf(request), 'care-plan-not-open'))
    },
    async listEncounters({ assignmentId, limit }) {
      const atMost = limit > 0 ? Math.min(limit, need.encountersMaxCount) : need.encountersMaxCount
      const rows = await queries.encounters(parseAssignmentId(assignmentId), atMost)
      return { encounters: rows.map(encounterView) }
    },
  }
}

function goalOf(request: { carePlanId: string; goalId: string }) {
  return { carePlanId: parseCarePlanId(request.carePlanId), goalId: parseGoalId(request.goalId) }
}
