import type { AssignmentView } from '@careloom/proto/assignments'
import type { MeetingView } from '@careloom/proto/care-plans'
import type { PeerToday, WebApiHandlers } from '@careloom/web-api'
import { displayOf, maySee, peerIdOf, peopleById, type Context } from '../context.ts'
import { endMsOf, meetingOf, shownFrom } from '../plan.ts'
import { offersOf } from './offers.ts'
import { encountersOf, ownAssignments, recordOf } from './own.ts'
import { unseenSafety } from './safety.ts'

const aheadMs = 7 * 86_400_000
/** As many as a screen takes. */
const mostMeetings = 50
const mostToWrite = 20
/** Contacts that are counted to say which meeting it is. */
const mostCounted = 200

export const todayHandlers: Pick<WebApiHandlers<Context>, 'getPeerToday'> = {
  async getPeerToday(_request, context) {
    const peerWorkerId = peerIdOf(context)
    const { workforce } = context.services
    const [peer, offers, assignments] = await Promise.all([
      workforce.getPeerWorker({ peerWorkerId, afterPosition: 0 }, context.call()),
      offersOf(context),
      ownAssignments(context),
    ])
    const name = peer.details?.displayName ?? 'You'
    return {
      givenName: name.split(' ')[0] ?? name,
      safety: await unseenSafety(assignments, context),
      ...(await meetingsOf(assignments, context)),
      offers,
      peopleCount: assignments.filter(({ status }) => status === 'active').length,
    }
  },
}

type Arranged = { readonly meeting: MeetingView; readonly assignment: AssignmentView }

async function meetingsOf(
  assignments: readonly AssignmentView[],
  context: Context,
): Promise<Pick<PeerToday, 'meetings' | 'toWrite'>> {
  const now = context.clock()
  const nowMs = Date.parse(now)
  const request = { peerWorkerId: peerIdOf(context), from: shownFrom(now), afterPosition: 0 }
  const { meetings } = await context.services.carePlans.listMeetings(request, context.call())
  const arranged = meetings.flatMap((meeting): Arranged[] => {
    const assignment = assignments.find((each) => each.assignmentId === meeting.assignmentId)
    return assignment === undefined ? [] : [{ meeting, assignment }]
  })
  const ahead = arranged
    .filter(({ meeting }) => endMsOf(meeting) > nowMs)
    .filter(({ meeting }) => Date.parse(meeting.startsAt) < nowMs + aheadMs)
    .slice(0, mostMeetings)
  const past = arranged
    .filter(({ meeting }) => endMsOf(meeting) <= nowMs)
    .reverse()
    .slice(0, mostToWrite)
  const known = await peopleIn([...ahead, ...past], context)
  return {
    meetings: ahead.flatMap((each) => upcoming(each, ahead, known)),
    toWrite: past.flatMap(({ meeting, assignment: { assignmentId } }) => {
      const person = known.get(assignmentId)
      if (person === undefined) return []
      return [{ ...meetingOf(meeting), assignmentId, personDisplay: person.display }]
    }),
  }
}

type Known = { readonly display: string; readonly met: number; readonly lastTime: string | null }

function upcoming(
  { meeting, assignment: { assignmentId } }: Arranged,
  ahead: readonly Arranged[],
  known: ReadonlyMap<string, Known>,
): PeerToday['meetings'] {
  const person = known.get(assignmentId)
  if (person === undefined) return []
  const before = ahead.filter(
    (each) =>
      each.assignment.assignmentId === assignmentId && each.meeting.startsAt < meeting.startsAt,
  )
  return [
    {
      ...meetingOf(meeting),
      assignmentId,
      personDisplay: person.display,
      ordinal: person.met + before.length + 1,
      // What comes after the next meeting follows from that one.
      lastTime: before.length === 0 ? person.lastTime : null,
    },
  ]
}

/** By assignment; whoever may not be seen is left out with their meetings. */
async function peopleIn(
  arranged: readonly Arranged[],
  context: Context,
): Promise<ReadonlyMap<string, Known>> {
  const assignments = [...new Set(arranged.map(({ assignment }) => assignment))]
  const people = await peopleById(
    context,
    assignments.map(({ personId }) => personId),
  )
  const known = await Promise.all(
    assignments.map(async (assignment) => {
      const { assignmentId, personId } = assignment
      const resource = `Assignment/${assignmentId}`
      if (!(await maySee(context, 'notes', recordOf(assignment), resource))) return []
      const encounters = await encountersOf(assignment, mostCounted, context)
      const held = encounters.filter(({ noShow }) => !noShow)
      const lastTime = held[0]?.nextStep ?? held[0]?.personsIdea ?? null
      const person = { display: displayOf(people.get(personId)), met: held.length, lastTime }
      return [[assignmentId, person] as const]
    }),
  )
  return new Map(known.flat())
}
