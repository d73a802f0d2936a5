import { InvalidInput } from '@careloom/event-sourcing'
import type {
  AssignmentServiceDefinition,
  ListAssignmentsRequest,
} from '@careloom/proto/assignments'
import { found, Refused, type Handlers } from '@careloom/rpc'
import type { Offers } from '../../app/offers/offers.ts'
import type { AssignmentsQueries } from '../../app/queries.ts'
import type { Rankings } from '../../app/rankings.ts'
import {
  parseAssignmentId,
  parseOrganizationId,
  parsePeerWorkerId,
  parsePersonId,
  parseReferralId,
} from '../../domain/ids.ts'
import {
  assignmentView,
  capacityView,
  caseView,
  choiceView,
  offerView,
  proposalView,
  rankingView,
} from './views.ts'

const referralOf = (request: { referralId: string }) => parseReferralId(request.referralId)

/** What is asked, and changes nothing. */
export function readMethods({
  offers,
  queries,
  rankings,
}: {
  readonly offers: Offers
  readonly queries: AssignmentsQueries
  readonly rankings: Rankings
}): Pick<
  Handlers<AssignmentServiceDefinition>,
  | 'getRanking'
  | 'listChoices'
  | 'listOffers'
  | 'getMatchingCase'
  | 'listMatchingCases'
  | 'getAssignment'
  | 'listAssignments'
  | 'listLoads'
  | 'listCapacity'
  | 'proposeWaitlist'
  | 'replayRanking'
> {
  return {
    async getRanking(request, call) {
      const referralId = referralOf(request)
      const ranked = await offers.rank(referralId, call.metadata)
      if ('ok' in ranked) throw new Refused(ranked.refusal)
      return rankingView(ranked.ranking, await queries.caseOf(referralId, 0))
    },
    listChoices: async ({ personId }) => ({
      choices: (await queries.choicesOf(parsePersonId(personId))).map(choiceView),
    }),
    listOffers: async (request) => ({
      offers: (await queries.offersTo(parsePeerWorkerId(request.peerWorkerId))).map(offerView),
    }),
    async getMatchingCase(request) {
      const row = await queries.caseOf(referralOf(request), request.afterPosition)
      return caseView(found(row, 'case-not-open'))
    },
    async listMatchingCases({ referralIds }) {
      const rows = await Promise.all(
        referralIds.map((id) => queries.caseOf(parseReferralId(id), 0)),
      )
      return { cases: rows.flatMap((row) => (row === undefined ? [] : [caseView(row)])) }
    },
    async getAssignment(request) {
      const row = await queries.assignment(
        parseAssignmentId(request.assignmentId),
        request.afterPosition,
      )
      return assignmentView(found(row, 'assignment-not-started'))
    },
    async listAssignments(request) {
      const { by, id } = parseWhose(request)
      return { assignments: (await queries.assignmentsOf(by, id)).map(assignmentView) }
    },
    listLoads: async ({ organizationId }) => ({
      loads: [...(await queries.loadsOf(parseOrganizationId(organizationId)))],
    }),
    listCapacity: async () => ({ programs: (await queries.capacity()).map(capacityView) }),
    proposeWaitlist: async ({ organizationId }) =>
      proposalView(await queries.waitlist(parseOrganizationId(organizationId))),
    async replayRanking(request) {
      const replay = found(await rankings.replay(referralOf(request)), 'ranking-not-recorded')
      const { isEqual, recordedDigest, recomputedDigest } = replay
      return { equal: isEqual, recordedDigest, recomputedDigest }
    },
  }
}

function parseWhose({ personId, peerWorkerId }: ListAssignmentsRequest): {
  readonly by: 'person' | 'peer'
  readonly id: string
} {
  if (personId !== undefined) return { by: 'person', id: parsePersonId(personId) }
  if (peerWorkerId !== undefined) return { by: 'peer', id: parsePeerWorkerId(peerWorkerId) }
  throw new InvalidInput('personId', 'or peerWorkerId must be given')
}
