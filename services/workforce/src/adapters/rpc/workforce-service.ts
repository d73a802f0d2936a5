import { parseCalendarDay, parseText, type Clock, type ReadModel } from '@careloom/event-sourcing'
import type { PeerWorkerView, WorkforceServiceDefinition } from '@careloom/proto/workforce'
import { orRefused, Refused, type Call, type Handlers } from '@careloom/rpc'
import { peerWorkerTitles } from '@careloom/terminology'
import type { WorkforceCommands } from '../../app/commands.ts'
import type { PeerWorkerRow } from '../../app/projections/peer-worker-list.ts'
import type { WorkforceQueries } from '../../app/queries.ts'
import {
  kindsOfHours,
  trainingModules,
  type CredentialCommand,
} from '../../domain/credential-events.ts'
import {
  parseHoursEntryId,
  parseOrganizationId,
  parsePeerWorkerId,
  parsePersonId,
} from '../../domain/ids.ts'
import type { PeerWorkerCommand } from '../../domain/peer-worker.ts'
import { toWire } from '../wire.ts'
import { oneOf, parseDetails } from './parse.ts'

type Place = { stream: string; revision: number; position: number }
const place = ({ stream, revision, position }: Place): Place => ({ stream, revision, position })

/** Wire in, command out. No rules here: a rule that shows up in this file belongs in a decider. */
export function workforceService(
  commands: WorkforceCommands,
  queries: WorkforceQueries,
  peers: ReadModel<PeerWorkerRow>,
  clock: Clock,
): Handlers<WorkforceServiceDefinition> {
  const change = async (command: PeerWorkerCommand, call: Call) =>
    seen(place(orRefused(await commands.peerWorker(command, call.metadata))))
  const earn = async (command: CredentialCommand, call: Call) =>
    place(orRefused(await commands.credential(command, call.metadata)))
  async function seen(at: Place): Promise<Place> {
    if (at.position > 0) await peers.reached(at.position)
    return at
  }
  const id = (request: { peerWorkerId: string }) => parsePeerWorkerId(request.peerWorkerId)
  return {
    registerPeerWorker: (request, call) =>
      change(
        {
          type: 'RegisterPeerWorker',
          data: {
            peerWorkerId: id(request),
            details: parseDetails(request.details),
            registeredAt: clock(),
          },
        },
        call,
      ),
    changePeerWorkerDetails: (request, call) =>
      change(
        {
          type: 'ChangePeerWorkerDetails',
          data: {
            peerWorkerId: id(request),
            details: parseDetails(request.details),
            changedAt: clock(),
          },
        },
        call,
      ),
    openFacets: (request, call) => {
      const facets = {
        matching: request.forMatching,
        person: request.forPerson,
        team: request.forTeam,
      }
      return change(
        { type: 'OpenFacets', data: { peerWorkerId: id(request), facets, openedAt: clock() } },
        call,
      )
    },
    declareAvailability: (request, call) => {
      const needsLessUntil =
        request.needsLessUntil === undefined
          ? null
          : parseCalendarDay('needsLessUntil', request.needsLessUntil)
      return change(
        {
          type: 'DeclareAvailability',
          data: {
            peerWorkerId: id(request),
            canTakeMore: request.canTakeMore ?? null,
            needsLessUntil,
            declaredAt: clock(),
          },
        },
        call,
      )
    },
    declareConflict: (request, call) =>
      change(
        {
          type: 'DeclareConflict',
          data: {
            peerWorkerId: id(request),
            personId: parsePersonId(request.personId),
            declaredAt: clock(),
          },
        },
        call,
      ),
    holdSupervision: (request, call) => {
      const days = {
        heldOn: parseCalendarDay('heldOn', request.heldOn),
        nextDueOn: parseCalendarDay('nextDueOn', request.nextDueOn),
      }
      return change({ type: 'HoldSupervision', data: { peerWorkerId: id(request), ...days } }, call)
    },
    issueCredential: (request, call) => {
      const days = {
        issuedOn: parseCalendarDay('issuedOn', request.issuedOn),
        goodUntil: parseCalendarDay('goodUntil', request.goodUntil),
      }
      const { certificateNumber, governmentCertified } = request
      return earn(
        {
          type: 'IssueCredential',
          data: {
            peerWorkerId: id(request),
            jurisdiction: parseText('jurisdiction', request.jurisdiction, 20),
            certificateNumber: certificateNumber ?? null,
            isGovernmentCertified: governmentCertified,
            ...days,
          },
        },
        call,
      )
    },
    completeModule: (request, call) =>
      earn(
        {
          type: 'CompleteModule',
          data: {
            peerWorkerId: id(request),
            module: oneOf('module', trainingModules, request.module),
            completedOn: parseCalendarDay('completedOn', request.completedOn),
          },
        },
        call,
      ),
    recordHours: (request, call) => {
      const entry = {
        entryId: parseHoursEntryId(request.entryId),
        kind: oneOf('kind', kindsOfHours, request.kind),
        hours: request.hours,
        competency: null,
        workedOn: parseCalendarDay('workedOn', request.workedOn),
        signedOffBy: request.signedOffBy ?? null,
      }
      return earn({ type: 'RecordHours', data: { peerWorkerId: id(request), ...entry } }, call)
    },
    async getPeerWorker(request) {
      const row = await queries.get(id(request), request.afterPosition)
      if (row === undefined)
        throw new Refused({ category: 'not-found', reason: 'peer-worker-not-registered' })
      return view(row)
    },
    async listPeerWorkers({ peerWorkerIds, organizationId }) {
      const rows =
        peerWorkerIds.length > 0 || organizationId === undefined
          ? await queries.list(peerWorkerIds)
          : await queries.ofOrganization(parseOrganizationId(organizationId))
      return { peerWorkers: rows.map(view) }
    },
    async listCredentialGaps(request) {
      const gaps = await queries.gaps(
        id(request),
        request.jurisdiction,
        parseCalendarDay('on', request.on),
      )
      if (gaps === undefined)
        throw new Refused({ category: 'not-found', reason: 'jurisdiction-not-found' })
      return { gaps: gaps.map((gap) => ({ code: gap.code, text: Object.values(gap).join(' ') })) }
    },
  }
}

function view(row: PeerWorkerRow): PeerWorkerView {
  const words = peerWorkerTitles[row.details.title]
  return {
    peerWorkerId: row.peerWorkerId,
    revision: row.revision,
    details: toWire(row.details),
    forPerson: [...row.facets.person],
    canTakeMore: row.canTakeMore ?? undefined,
    needsLessUntil: row.needsLessUntil ?? undefined,
    credentialGood: row.credentialGood,
    credentialGoodUntil: row.credentialGoodUntil ?? undefined,
    crisisModuleGoodUntil: row.crisisModuleGoodUntil ?? undefined,
    supervisionDueOn: row.supervisionDueOn ?? undefined,
    left: row.left,
    changedAt: row.changedAt,
    certified: row.certified,
    titleEn: words.en,
    titleEs: words.es,
  }
}
