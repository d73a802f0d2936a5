import type { AssignmentView } from '@careloom/proto/assignments'
import { ifFound } from '@careloom/rpc'
import type { PersonHome, WebApiHandlers } from '@careloom/web-api'
import { peersById, personIdOf, see, titleOf, type Context } from '../context.ts'
import { modalitiesOf } from '../reasons.ts'
import { measuresDue } from '../outcomes.ts'
import { goalsFor, nextMeetingOf, nextStepOf, shownFrom } from '../plan.ts'
import { ownSafetyOf } from '../safety.ts'
import { looksOf } from './looks.ts'
import { currentOf } from './own.ts'
import { sharingOf } from './sharing.ts'
import { standsAt } from './standing.ts'

export const homeHandlers: Pick<WebApiHandlers<Context>, 'getPersonHome'> = {
  async getPersonHome(_request, context) {
    const personId = personIdOf(context)
    await see(context, 'demographics', { person: personId }, `Patient/${personId}`)
    const { assignments, people } = context.services
    const [person, { assignments: mine }] = await Promise.all([
      people.getPerson({ personId, afterPosition: 0 }, context.call()),
      assignments.listAssignments({ personId }, context.call()),
    ])
    const current = currentOf(mine)
    const [{ peerWorkerId, ...standing }, plan, measures, safety, sharing, looks] =
      await Promise.all([
        standsAt(personId, current, context),
        planOf(current, context),
        measuresDue(personId, context),
        ownSafetyOf(current, context),
        sharingOf(personId, context),
        looksOf(personId, context),
      ])
    const peer = await peerOf(peerWorkerId, context)
    const givenName = person.details?.givenName ?? 'You'
    return { givenName, ...standing, peer, ...plan, measuresDue: measures, safety, sharing, looks }
  },
}

async function peerOf(
  peerWorkerId: string | undefined,
  context: Context,
): Promise<PersonHome['peer']> {
  if (peerWorkerId === undefined) return null
  const peer = (await peersById(context, [peerWorkerId])).get(peerWorkerId)
  if (peer?.details === undefined) return null
  return { name: peer.details.displayName, title: titleOf(peer, context) }
}

type Plan = Pick<
  PersonHome,
  'vision' | 'goals' | 'nextStep' | 'nextMeeting' | 'hasMet' | 'boundary'
>
const nothingYet: Plan = {
  vision: null,
  goals: [],
  nextStep: null,
  nextMeeting: null,
  hasMet: false,
  boundary: null,
}
/** Enough to find the last contact that took place. */
const mostEncounters = 20

async function planOf(current: AssignmentView | undefined, context: Context): Promise<Plan> {
  if (current === undefined) return nothingYet
  const { assignmentId, boundaryAgreement: boundary } = current
  const { carePlans } = context.services
  const now = context.clock()
  const [plan, { encounters }, { meetings }] = await Promise.all([
    ifFound(carePlans.getCarePlan({ assignmentId, afterPosition: 0 }, context.call())),
    carePlans.listEncounters({ assignmentId, limit: mostEncounters }, context.call()),
    carePlans.listMeetings(
      { assignmentId, from: shownFrom(now), afterPosition: 0 },
      context.call(),
    ),
  ])
  return {
    vision: plan?.vision ?? null,
    goals: goalsFor('person', plan, now),
    nextStep: nextStepOf(encounters),
    nextMeeting: nextMeetingOf(meetings, now),
    hasMet: encounters.some(({ noShow }) => !noShow),
    boundary:
      boundary === undefined
        ? null
        : { contactHours: boundary.contactHours, channels: modalitiesOf(boundary.channels) },
  }
}
