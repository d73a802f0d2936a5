import type { Relationships } from '@careloom/access'
import type { AssignmentView } from '@careloom/proto/assignments'
import type { EncounterView, MeetingView } from '@careloom/proto/care-plans'
import { ifFound } from '@careloom/rpc'
import type { PeerPerson, WebApiHandlers } from '@careloom/web-api'
import { categoriesOf } from '../categories.ts'
import { displayOf, maySee, peopleById, programsById, type Context } from '../context.ts'
import { contactOf } from '../contact.ts'
import { modalitiesOf } from '../reasons.ts'
import { measuresDue } from '../outcomes.ts'
import { goalsFor, meetingOf, nextMeetingOf, nextStepOf, shownFrom } from '../plan.ts'
import { toldSafetyOf } from '../safety.ts'
import { assignmentStatus, encountersOf, ownAssignment, recordOf } from './own.ts'

const mostNotes = 10

export const personPageHandlers: Pick<WebApiHandlers<Context>, 'getPeerPerson'> = {
  async getPeerPerson({ params }, context) {
    const assignment = await ownAssignment(params.assignmentId, context)
    const [person, ownWords, plan, sharing, measures, safety] = await Promise.all([
      personOf(assignment, context),
      ownWordsOf(assignment, context),
      planOf(assignment, context),
      sharingOf(assignment, context),
      measuresDue(assignment.personId, context),
      toldSafetyOf(assignment, 'peer', undefined, context),
    ])
    return { ...person, ownWords, ...plan, ...sharing, measuresDue: measures, safety }
  },
}

async function personOf(assignment: AssignmentView, context: Context) {
  const { personId, assignmentId, boundaryAgreement: boundary } = assignment
  const [people, programs, showsContact] = await Promise.all([
    peopleById(context, [personId]),
    programsById(context),
    maySee(context, 'demographics', recordOf(assignment), `Patient/${personId}`),
  ])
  const person = people.get(personId)
  return {
    assignmentId,
    personDisplay: displayOf(person),
    givenName: person?.details?.givenName ?? 'Somebody',
    programName: programs.get(assignment.programId)?.name ?? 'Peer support',
    status: assignmentStatus(assignment.status),
    contact: contactOf(showsContact ? person?.details?.contact : undefined),
    preferredLanguage: person?.details?.language ?? null,
    boundary:
      boundary === undefined
        ? null
        : { contactHours: boundary.contactHours, channels: modalitiesOf(boundary.channels) },
  }
}

async function ownWordsOf(
  assignment: AssignmentView,
  context: Context,
): Promise<PeerPerson['ownWords']> {
  const { referralId } = assignment
  if (!(await maySee(context, 'own-words', recordOf(assignment), `Referral/${referralId}`)))
    return null
  const request = { referralId, afterPosition: 0 }
  const referral = await ifFound(context.services.referrals.getReferral(request, context.call()))
  return referral?.reasonInOwnWords ?? null
}

async function planOf(assignment: AssignmentView, context: Context) {
  const { assignmentId } = assignment
  const { carePlans } = context.services
  const now = context.clock()
  const [plan, encounters, { meetings }] = await Promise.all([
    ifFound(carePlans.getCarePlan({ assignmentId, afterPosition: 0 }, context.call())),
    encountersOf(assignment, mostNotes, context),
    carePlans.listMeetings(
      { assignmentId, from: shownFrom(now), afterPosition: 0 },
      context.call(),
    ),
  ])
  return {
    vision: plan?.vision ?? null,
    nextMeeting: nextMeetingOf(meetings, now),
    toWrite: begun(meetings, now).map(meetingOf),
    goals: goalsFor('peer', plan, now),
    nextStep: nextStepOf(encounters),
    notes: encounters.map(noteOf),
  }
}

const begun = (meetings: readonly MeetingView[], now: string) =>
  meetings.filter(({ startsAt }) => startsAt <= now).reverse()

async function sharingOf(
  { personId, organizationId }: AssignmentView,
  context: Context,
): Promise<Pick<PeerPerson, 'sharedWithYou' | 'hospital'>> {
  const [relationships, { connections }] = await Promise.all([
    context.access.relationships.get(personId),
    context.services.fhir.listConnections({}, context.call()),
  ])
  const opened = relationships?.consents.filter(({ to }) => to.includes(organizationId)) ?? []
  const hospital = connections.find((connection) =>
    relationships?.referrals.some(
      ({ referrerOrganizationId }) => referrerOrganizationId === connection.organizationId,
    ),
  )
  return {
    sharedWithYou: categoriesOf(opened.flatMap(({ categories }) => categories)),
    hospital:
      hospital === undefined
        ? null
        : {
            name: hospital.name,
            mayReadNotes: letsNotesReach(hospital.organizationId, relationships),
          },
  }
}

function letsNotesReach(organizationId: string, relationships: Relationships | undefined): boolean {
  return (
    relationships?.consents.some(
      ({ to, categories }) => to.includes(organizationId) && categories.includes('notes'),
    ) ?? false
  )
}

function noteOf(encounter: EncounterView): PeerPerson['notes'][number] {
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
