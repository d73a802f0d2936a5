import { InvalidInput, parseText, type Clock } from '@careloom/event-sourcing'
import type { CarePlanServiceDefinition, GetCarePlanRequest } from '@careloom/proto/care-plans'
import type { Recorded } from '@careloom/proto/common'
import { orRefused, Refused, type Call, type Handlers } from '@careloom/rpc'
import type { Meetings } from '../../app/arrange-meetings.ts'
import type { CarePlanCommands } from '../../app/commands.ts'
import type { MeetingQueries } from '../../app/meeting-queries.ts'
import type { CarePlanRow } from '../../app/projections/care-plan-list.ts'
import type { CarePlanQueries } from '../../app/queries.ts'
import type { RecordEncounter } from '../../app/record-encounter.ts'
import {
  goalDomains,
  voices,
  type Agreeing,
  type CarePlanCommand,
} from '../../domain/care-plan-events.ts'
import {
  parseAssignmentId,
  parseCarePlanId,
  parseGoalId,
  parseReferralId,
} from '../../domain/ids.ts'
import { meetingMethods } from './meeting-methods.ts'
import { oneOf, parseAttainment, parseNote } from './parse.ts'
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

  async function change(command: CarePlanCommand, call: Call): Promise<Recorded> {
    const plan = await queries.get(command.data.carePlanId)
    if (plan === undefined) throw notOpen()
    const metadata = { ...call.metadata, person: plan.personId }
    return seen(orRefused(await commands.plan(command, metadata, call.ifRevision)))
  }

  /** Answers only when what was recorded can be read here. */
  async function seen({ stream, revision, position }: Recorded): Promise<Recorded> {
    await queries.reached(position)
    return { stream, revision, position }
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
    writeVision(request, call) {
      const words = parseText('words', request.words, maxWords)
      const writtenBy = oneOf('writtenBy', voices, request.writtenBy)
      const data = {
        carePlanId: parseCarePlanId(request.carePlanId),
        words,
        writtenBy,
        writtenAt: clock(),
      }
      return change({ type: 'WriteVision', data }, call)
    },
    proposeGoal(request, call) {
      const words = parseText('words', request.words, maxWords)
      const domain = oneOf('domain', goalDomains, request.domain)
      const proposedBy = oneOf('proposedBy', voices, request.proposedBy)
      const data = { ...goalOf(request), words, domain, proposedBy, proposedAt: clock() }
      return change({ type: 'ProposeGoal', data }, call)
    },
    agreeGoal(request, call) {
      const agreedBy = oneOf('agreedBy', agreeing, request.agreedBy)
      return change(
        { type: 'AgreeToGoal', data: { ...goalOf(request), agreedBy, agreedAt: clock() } },
        call,
      )
    },
    declineGoal(request, call) {
      const declinedBy = oneOf('declinedBy', agreeing, request.declinedBy)
      return change(
        { type: 'DeclineGoal', data: { ...goalOf(request), declinedBy, declinedAt: clock() } },
        call,
      )
    },
    rateGoal(request, call) {
      const ratedBy = oneOf('rater', voices, request.rater)
      const attainment = parseAttainment(request.rating)
      return change(
        { type: 'RateGoal', data: { ...goalOf(request), ratedBy, attainment, ratedAt: clock() } },
        call,
      )
    },
    recordEncounter: async (request, call) =>
      seen(orRefused(await need.recordEncounter(parseNote(request), call.metadata))),
    async getCarePlan(request) {
      await queries.reached(request.afterPosition)
      const plan = await planOf(request)
      if (plan === undefined) throw notOpen()
      return carePlanView(plan)
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

function notOpen(): Refused {
  return new Refused({ category: 'not-found', reason: 'care-plan-not-open' })
}
