import type { Feed, ReadModel } from '@careloom/event-sourcing'
import type { AssignmentId, CarePlanId, ReferralId } from '../domain/ids.ts'
import type { CarePlanRow } from './projections/care-plan-list.ts'
import type { EncounterRow } from './projections/encounter-list.ts'
import type { MeetingRow } from './projections/meeting-list.ts'

export type CarePlanQueries = {
  get(carePlanId: CarePlanId): Promise<CarePlanRow | undefined>
  /** The plan that an assignment works on. */
  ofAssignment(assignmentId: AssignmentId): Promise<CarePlanRow | undefined>
  /** The plan of a referral: the one that is open, or else the one that was opened last. */
  ofReferral(referralId: ReferralId): Promise<CarePlanRow | undefined>
  /** Newest first. */
  encounters(assignmentId: AssignmentId, limit: number): Promise<readonly EncounterRow[]>
  /** Resolves when what was recorded at a position of the log can be read here. @throws NotCaughtUp */
  reached(position: number): Promise<void>
  /** Resolves when everything that has been recorded can be read here. @throws NotCaughtUp */
  upToDate(withinMs?: number): Promise<void>
}

/** Plans that one referral, or one assignment, ever has. */
const maxPlans = 100
/** How long a reaction waits for the read models: nobody waits for its answer. */
const patienceMs = 30_000

export function carePlanQueries(
  plans: ReadModel<CarePlanRow>,
  encounters: ReadModel<EncounterRow>,
  meetings: ReadModel<MeetingRow>,
  feed: Pick<Feed<unknown>, 'latest'>,
): CarePlanQueries {
  async function latest(index: string, value: string): Promise<CarePlanRow | undefined> {
    const found = await plans.find({ index, from: value, to: value, limit: maxPlans })
    const rows = found.map(({ row }) => row).sort((a, b) => b.openedPosition - a.openedPosition)
    return rows.find(({ closedAt }) => closedAt === undefined) ?? rows[0]
  }
  async function reached(position: number, withinMs?: number): Promise<void> {
    if (position === 0) return
    const waited = [plans, encounters, meetings].map((each) =>
      each.reached(position, undefined, withinMs),
    )
    await Promise.all(waited)
  }
  return {
    get: (carePlanId) => plans.get(carePlanId),
    ofAssignment: (assignmentId) => latest('assignment', assignmentId),
    ofReferral: (referralId) => latest('referral', referralId),
    async encounters(assignmentId, limit) {
      const [from, to] = [`${assignmentId} `, `${assignmentId} ~`]
      const found = await encounters.find({ index: 'assignment', from, to, order: 'desc', limit })
      return found.map(({ row }) => row)
    },
    reached: (position) => reached(position),
    upToDate: async (withinMs = patienceMs) => reached(await feed.latest(), withinMs),
  }
}
