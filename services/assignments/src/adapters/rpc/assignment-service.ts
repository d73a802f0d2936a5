import { InvalidInput, parseText, type Clock, type Refusal } from '@careloom/event-sourcing'
import type {
  AssignmentServiceDefinition,
  BoundaryAgreement as WireAgreement,
} from '@careloom/proto/assignments'
import type { Recorded } from '@careloom/proto/common'
import { orRefused, Refused, type Handlers } from '@careloom/rpc'
import { modalities } from '@careloom/terminology'
import type { AssignmentOutcome, AssignmentsCommands, CaseOutcome } from '../../app/commands.ts'
import type { Offers } from '../../app/offers.ts'
import type { AssignmentsQueries } from '../../app/queries.ts'
import type { Rankings } from '../../app/rankings.ts'
import { endReasons, type BoundaryAgreement, type EndReason } from '../../domain/assignment.ts'
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
  loadView,
  offerView,
  proposalView,
  rankingView,
} from './views.ts'

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
  const referralOf = (request: { referralId: string }) => parseReferralId(request.referralId)
  const peerOf = (request: { peerWorkerId: string }) => parsePeerWorkerId(request.peerWorkerId)
  const assignmentOf = (request: { assignmentId: string }) =>
    parseAssignmentId(request.assignmentId)
  return {
    async getRanking(request, call) {
      const referralId = referralOf(request)
      const ranked = await offers.rank(referralId, call.metadata)
      if ('ok' in ranked) throw new Refused(ranked.refusal)
      return rankingView(ranked.ranking, await queries.caseOf(referralId, 0))
    },
    sendOffers: (request, call) =>
      recorded(
        offers.send(
          referralOf(request),
          request.peerWorkerIds.map(parsePeerWorkerId),
          call.metadata,
        ),
      ),
    placeOnWaitlist: (request, call) =>
      recorded(offers.waitlist(referralOf(request), call.metadata)),
    choosePeer: (request, call) =>
      recorded(offers.choose(referralOf(request), peerOf(request), call.metadata)),
    askForSomeoneElse: (request, call) =>
      recorded(offers.askForSomeoneElse(referralOf(request), call.metadata)),
    takeSomeoneElseBack: (request, call) =>
      recorded(offers.takeSomeoneElseBack(referralOf(request), call.metadata)),
    declineOffers: (request, call) => recorded(offers.decline(referralOf(request), call.metadata)),
    acceptOffer: (request, call) =>
      recorded(
        offers.acceptAsPeer(
          referralOf(request),
          peerOf(request),
          parseAgreement(request.boundaryAgreement),
          call.metadata,
        ),
      ),
    declineOffer: (request, call) =>
      recorded(offers.declineAsPeer(referralOf(request), peerOf(request), call.metadata)),
    listChoices: async ({ personId }) => ({
      choices: (await queries.choicesOf(parsePersonId(personId))).map(choiceView),
    }),
    listOffers: async (request) => ({
      offers: (await queries.offersTo(peerOf(request))).map(offerView),
    }),
    async getMatchingCase(request) {
      const row = await queries.caseOf(referralOf(request), request.afterPosition)
      if (row === undefined) throw new Refused({ category: 'not-found', reason: 'case-not-open' })
      return caseView(row)
    },
    async listMatchingCases({ referralIds }) {
      const rows = await Promise.all(
        referralIds.map((id) => queries.caseOf(parseReferralId(id), 0)),
      )
      return { cases: rows.flatMap((row) => (row === undefined ? [] : [caseView(row)])) }
    },
    pauseAssignment: (request, call) => {
      const data = {
        assignmentId: assignmentOf(request),
        askedBy: 'coordinator' as const,
        pausedAt: clock(),
      }
      return recorded(
        commands.assignment({ type: 'PauseAssignment', data }, call.metadata, call.ifRevision),
      )
    },
    resumeAssignment: (request, call) => {
      const data = { assignmentId: assignmentOf(request), resumedAt: clock() }
      return recorded(
        commands.assignment({ type: 'ResumeAssignment', data }, call.metadata, call.ifRevision),
      )
    },
    endAssignment: (request, call) => {
      const data = {
        assignmentId: assignmentOf(request),
        reason: parseEndReason(request.reasonCode),
        endedAt: clock(),
      }
      return recorded(
        commands.assignment({ type: 'EndAssignment', data }, call.metadata, call.ifRevision),
      )
    },
    async getAssignment(request) {
      const row = await queries.assignment(assignmentOf(request), request.afterPosition)
      if (row === undefined)
        throw new Refused({ category: 'not-found', reason: 'assignment-not-started' })
      return assignmentView(row)
    },
    async listAssignments({ personId, peerWorkerId }) {
      if (personId !== undefined)
        return {
          assignments: (await queries.assignmentsOf('person', parsePersonId(personId))).map(
            assignmentView,
          ),
        }
      if (peerWorkerId !== undefined)
        return {
          assignments: (await queries.assignmentsOf('peer', parsePeerWorkerId(peerWorkerId))).map(
            assignmentView,
          ),
        }
      throw new InvalidInput('personId', 'or peerWorkerId must be given')
    },
    listLoads: async ({ organizationId }) => ({
      loads: (await queries.loadsOf(parseOrganizationId(organizationId))).map(loadView),
    }),
    listCapacity: async () => ({ programs: (await queries.capacity()).map(capacityView) }),
    proposeWaitlist: async ({ organizationId }) =>
      proposalView(await queries.waitlist(parseOrganizationId(organizationId))),
    async replayRanking(request) {
      const replay = await rankings.replay(referralOf(request))
      if (replay === undefined)
        throw new Refused({ category: 'not-found', reason: 'ranking-not-recorded' })
      const { isEqual, recordedDigest, recomputedDigest } = replay
      return { equal: isEqual, recordedDigest, recomputedDigest }
    },
  }

  /** Answers when what was recorded can be read here. */
  async function recorded(
    command: Promise<
      CaseOutcome | AssignmentOutcome | { readonly ok: false; readonly refusal: Refusal }
    >,
  ): Promise<Recorded> {
    const { stream, revision, position } = orRefused(await command)
    await queries.seen(position)
    return { stream, revision, position }
  }
}

/** The agreement that a peer accepts under; the person agreed to the same text by choosing. */
const boundaryTextVersion = 'boundaries-2026-1'

function parseAgreement(agreement: WireAgreement | undefined): BoundaryAgreement {
  if (agreement === undefined) throw new InvalidInput('boundaryAgreement', 'is required')
  const channels = modalities.filter((each) => agreement.channels.includes(each))
  if (channels.length === 0)
    throw new InvalidInput(
      'boundaryAgreement.channels',
      `must name one or more of ${modalities.join(', ')}`,
    )
  const contactHours = parseText('boundaryAgreement.contactHours', agreement.contactHours, 200)
  return {
    textVersion: boundaryTextVersion,
    channels,
    contactHours,
    agreedByPerson: true,
    agreedByPeer: true,
  }
}

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
