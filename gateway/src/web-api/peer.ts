import type { AssignmentView } from '@careloom/proto/assignments'
import type { EncounterView } from '@careloom/proto/care-plans'
import { ifFound } from '@careloom/rpc'
import type { RouteResponse, WebApiHandlers } from '@careloom/web-api'
import { HttpProblem } from '../http/problem.ts'
import {
  displayOf,
  maySee,
  peerIdOf,
  peopleById,
  programsById,
  see,
  type Context,
} from './context.ts'
import { contactOf, modalitiesOf, toReason } from './coordinator.ts'
import { measuresDue } from './outcomes.ts'
import { categoriesOf, goalStatus } from './person.ts'

type Handlers = Pick<
  WebApiHandlers<Context>,
  | 'getPeerToday'
  | 'listOffers'
  | 'acceptOffer'
  | 'declineOffer'
  | 'listPeerPeople'
  | 'getPeerPerson'
  | 'recordEncounter'
>
type Offer = RouteResponse<'listOffers'>['offers'][number]

export const peerHandlers: Handlers = {
  async getPeerToday(_request, context) {
    const peerWorkerId = peerIdOf(context)
    const [peer, offers, assignments] = await Promise.all([
      context.services.workforce.getPeerWorker({ peerWorkerId, afterPosition: 0 }, context.call()),
      offersOf(context),
      ownAssignments(context),
    ])
    const name = peer.details?.displayName ?? 'You'
    return {
      givenName: name.split(' ')[0] ?? name,
      meetings: [],
      offers,
      toWrite: [],
      peopleCount: assignments.filter(({ status }) => status === 'active').length,
    }
  },

  listOffers: async (_request, context) => ({ offers: await offersOf(context) }),

  async acceptOffer({ params, body }, context) {
    const { contactHours, channels } = body.boundaryAgreement
    const { referralId } = params
    await context.services.assignments.acceptOffer(
      {
        referralId,
        peerWorkerId: peerIdOf(context),
        boundaryAgreement: { contactHours, channels },
      },
      context.call(),
    )
    return { assignmentId: await startedAssignment(referralId, context) }
  },

  async declineOffer({ params }, context) {
    await context.services.assignments.declineOffer(
      { referralId: params.referralId, peerWorkerId: peerIdOf(context) },
      context.call(),
    )
    return {}
  },

  async listPeerPeople(_request, context) {
    const assignments = await ownAssignments(context)
    const [people, programs] = await Promise.all([
      peopleById(
        context,
        assignments.map(({ personId }) => personId),
      ),
      programsById(context),
    ])
    const rows = await Promise.all(
      assignments.map(async (assignment) => {
        await see(context, 'demographics', recordOf(assignment), `Patient/${assignment.personId}`)
        const [last] = await encountersOf(assignment, 1, context)
        return {
          assignmentId: assignment.assignmentId,
          personDisplay: displayOf(people.get(assignment.personId)),
          programName: programs.get(assignment.programId)?.name ?? 'Peer support',
          status: assignmentStatus(assignment.status),
          since: assignment.startedAt,
          lastContactAt: last?.occurredAt ?? null,
          nextMeetingAt: null,
        }
      }),
    )
    return { people: rows }
  },

  async getPeerPerson({ params }, context) {
    const assignment = await ownAssignment(params.assignmentId, context)
    return personPage(assignment, context)
  },

  async recordEncounter({ params, body, idempotencyKey }, context) {
    const assignment = await ownAssignment(params.assignmentId, context)
    await context.services.carePlans.recordEncounter(
      {
        encounterId: idempotencyKey,
        assignmentId: assignment.assignmentId,
        occurredAt: body.occurredAt,
        modality: body.modality,
        // Nothing took place: there is nothing to count or to name.
        minutes: body.noShow === true ? 0 : body.minutes,
        kinds: body.noShow === true ? [] : body.kinds,
        personsIdea: body.personsIdea,
        nextStep: body.nextStep,
        nextStepOwner: body.nextStepOwner,
        shareWithEhr: body.shareWithEhr,
        noShow: body.noShow ?? false,
      },
      context.call(),
    )
    return { encounterId: idempotencyKey }
  },
}

const recordOf = ({ personId, organizationId }: AssignmentView) => ({
  person: personId,
  organization: organizationId,
})
const statuses = ['active', 'paused', 'ended'] as const
const assignmentStatus = (status: string) => statuses.find((each) => each === status) ?? 'ended'

async function ownAssignments(context: Context): Promise<readonly AssignmentView[]> {
  const { assignments } = await context.services.assignments.listAssignments(
    { peerWorkerId: peerIdOf(context) },
    context.call(),
  )
  return assignments.filter(({ status }) => status !== 'ended')
}

async function ownAssignment(assignmentId: string, context: Context): Promise<AssignmentView> {
  const assignment = await context.services.assignments.getAssignment(
    { assignmentId, afterPosition: 0 },
    context.call(),
  )
  if (assignment.peerWorkerId !== peerIdOf(context)) throw new HttpProblem(404, 'not-found')
  await see(context, 'notes', recordOf(assignment), `Assignment/${assignmentId}`)
  return assignment
}

/** Says nothing that names the person before the peer has said yes. */
async function offersOf(context: Context): Promise<Offer[]> {
  const [{ offers }, programs] = await Promise.all([
    context.services.assignments.listOffers({ peerWorkerId: peerIdOf(context) }, context.call()),
    programsById(context),
  ])
  return offers.map((offer) => ({
    referralId: offer.referralId,
    programName: programs.get(offer.programId)?.name ?? 'Peer support',
    organizationName: programs.get(offer.programId)?.organizationName ?? '',
    reasons: offer.reasons.map(toReason(context)),
    sharedExperiences: offer.sharedExperiences,
    reasonInOwnWords: null,
    preferredLanguage: offer.preferredLanguage ?? null,
    answerBy: offer.answerBy,
    suggestedContactHours: null,
  }))
}

const startsWithinMs = 2_000

/** The start is a short chain of commands; usually it is done before the answer leaves. Null: it is still going on. */
async function startedAssignment(referralId: string, context: Context): Promise<string | null> {
  const until = Date.now() + startsWithinMs
  while (Date.now() < until) {
    const { assignments } = await context.services.assignments.listAssignments(
      { peerWorkerId: peerIdOf(context) },
      context.call(),
    )
    const started = assignments.find((each) => each.referralId === referralId)
    if (started !== undefined) return started.assignmentId
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return null
}

async function encountersOf(
  { assignmentId }: AssignmentView,
  limit: number,
  context: Context,
): Promise<readonly EncounterView[]> {
  return (await context.services.carePlans.listEncounters({ assignmentId, limit }, context.call()))
    .encounters
}

async function personPage(
  assignment: AssignmentView,
  context: Context,
): Promise<RouteResponse<'getPeerPerson'>> {
  const { personId, assignmentId } = assignment
  const record = recordOf(assignment)
  const [people, programs, plan, encounters, measures, relationships, { connections }] =
    await Promise.all([
      peopleById(context, [personId]),
      programsById(context),
      ifFound(
        context.services.carePlans.getCarePlan({ assignmentId, afterPosition: 0 }, context.call()),
      ),
      encountersOf(assignment, 10, context),
      measuresDue(personId, context),
      context.access.relationships.get(personId),
      context.services.fhir.listConnections({}, context.call()),
    ])
  const person = people.get(personId)
  const showsContact = await maySee(context, 'demographics', record, `Patient/${personId}`)
  const opened =
    relationships?.consents.filter(({ to }) => to.includes(assignment.organizationId)) ?? []
  const hospital = connections.find(({ organizationId }) =>
    relationships?.referrals.some(
      ({ referrerOrganizationId }) => referrerOrganizationId === organizationId,
    ),
  )
  const boundary = assignment.boundaryAgreement
  return {
    assignmentId,
    personDisplay: displayOf(person),
    givenName: person?.details?.givenName ?? 'Somebody',
    programName: programs.get(assignment.programId)?.name ?? 'Peer support',
    status: assignmentStatus(assignment.status),
    vision: plan?.vision ?? null,
    nextMeeting: null,
    goals: (plan?.goals ?? [])
      .filter(({ status }) => status !== 'declined')
      .map((goal) => ({
        goalId: goal.goalId,
        words: goal.words,
        status: goalStatus(goal.status),
        ratings: {
          person: goal.ratedByPerson ?? null,
          peer: goal.ratedByPeer ?? null,
          clinician: goal.ratedByClinician ?? null,
        },
        nextStep: null,
        nextStepOwner: null,
      })),
    notes: encounters.map(noteOf),
    measuresDue: measures,
    contact: contactOf(showsContact ? person?.details?.contact : undefined),
    preferredLanguage: person?.details?.language ?? null,
    sharedWithYou: categoriesOf(opened.flatMap(({ categories }) => categories)),
    boundary:
      boundary === undefined
        ? null
        : { contactHours: boundary.contactHours, channels: modalitiesOf(boundary.channels) },
    hospital:
      hospital === undefined
        ? null
        : {
            name: hospital.name,
            mayReadNotes:
              relationships?.consents.some(
                ({ to, categories }) =>
                  to.includes(hospital.organizationId) && categories.includes('notes'),
              ) ?? false,
          },
  }
}

function noteOf(encounter: EncounterView): RouteResponse<'getPeerPerson'>['notes'][number] {
  return {
    encounterId: encounter.encounterId,
    occurredAt: encounter.occurredAt,
    modality: modalitiesOf([encounter.modality])[0] ?? 'phone',
    minutes: encounter.minutes,
    personsIdea: encounter.personsIdea ?? null,
    nextStep: encounter.nextStep ?? null,
    noShow: encounter.noShow,
    sharedWithEhr: encounter.shareWithEhr,
  }
}
