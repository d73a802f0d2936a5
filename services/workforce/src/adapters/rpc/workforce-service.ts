import {
  parseCalendarDay,
  parseCode,
  parseGiven,
  parseText,
  type Clock,
  type ReadModel,
} from '@careloom/event-sourcing'
import type { PeerWorkerView, WorkforceServiceDefinition } from '@careloom/proto/workforce'
import { commandMethods, found, recorded, type Handlers } from '@careloom/rpc'
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
import { toWire } from '../wire/peer-worker.ts'
import { parseDetails } from './parse.ts'

type Need = {
  readonly commands: WorkforceCommands
  readonly queries: WorkforceQueries
  readonly peers: ReadModel<PeerWorkerRow>
  readonly clock: Clock
}
type Some = Partial<Handlers<WorkforceServiceDefinition>>

/** Wire in, command out. No rules here: a rule that shows up in this file belongs in a decider. */
export function workforceService(need: Need): Handlers<WorkforceServiceDefinition> {
  return { ...peerWorkerMethods(need), ...credentialMethods(need), ...questions(need) }
}

function peerWorkerMethods({ commands, peers, clock }: Need) {
  const change = commandMethods<PeerWorkerCommand>(async (command, { metadata }) => {
    const at = recorded(await commands.peerWorker(command, metadata))
    if (at.position > 0) await peers.reached(at.position)
    return at
  }, clock)
  return {
    registerPeerWorker: change('RegisterPeerWorker', (request, registeredAt) => ({
      peerWorkerId: id(request),
      details: parseDetails(request.details),
      registeredAt,
    })),
    changePeerWorkerDetails: change('ChangePeerWorkerDetails', (request, changedAt) => ({
      peerWorkerId: id(request),
      details: parseDetails(request.details),
      changedAt,
    })),
    openFacets: change('OpenFacets', (request, openedAt) => ({
      peerWorkerId: id(request),
      facets: { matching: request.forMatching, person: request.forPerson, team: request.forTeam },
      openedAt,
    })),
    declareAvailability: change('DeclareAvailability', (request, declaredAt) => ({
      peerWorkerId: id(request),
      canTakeMore: request.canTakeMore,
      needsLessUntil: parseGiven(request.needsLessUntil, (day) =>
        parseCalendarDay('needsLessUntil', day),
      ),
      declaredAt,
    })),
    declareConflict: change('DeclareConflict', (request, declaredAt) => ({
      peerWorkerId: id(request),
      personId: parsePersonId(request.personId),
      declaredAt,
    })),
    withdrawConflict: change('WithdrawConflict', (request, withdrawnAt) => ({
      peerWorkerId: id(request),
      personId: parsePersonId(request.personId),
      withdrawnAt,
    })),
    holdSupervision: change('HoldSupervision', (request) => ({
      peerWorkerId: id(request),
      heldOn: parseCalendarDay('heldOn', request.heldOn),
      nextDueOn: parseCalendarDay('nextDueOn', request.nextDueOn),
    })),
  } satisfies Some
}

function credentialMethods({ commands, clock }: Need) {
  const earn = commandMethods<CredentialCommand>(
    async (command, { metadata }) => recorded(await commands.credential(command, metadata)),
    clock,
  )
  return {
    issueCredential: earn('IssueCredential', (request) => ({
      peerWorkerId: id(request),
      jurisdiction: parseText('jurisdiction', request.jurisdiction, 20),
      certificateNumber: request.certificateNumber,
      isGovernmentCertified: request.governmentCertified,
      issuedOn: parseCalendarDay('issuedOn', request.issuedOn),
      goodUntil: parseCalendarDay('goodUntil', request.goodUntil),
    })),
    completeModule: earn('CompleteModule', (request) => ({
      peerWorkerId: id(request),
      module: parseCode('module', trainingModules, request.module),
      completedOn: parseCalendarDay('completedOn', request.completedOn),
    })),
    recordHours: earn('RecordHours', (request) => ({
      peerWorkerId: id(request),
      entryId: parseHoursEntryId(request.entryId),
      kind: parseCode('kind', kindsOfHours, request.kind),
      hours: request.hours,
      workedOn: parseCalendarDay('workedOn', request.workedOn),
      signedOffBy: request.signedOffBy,
    })),
  } satisfies Some
}

function questions({ queries }: Need) {
  return {
    async getPeerWorker(request) {
      const row = await queries.get(id(request), request.afterPosition)
      return view(found(row, 'peer-worker-not-registered'))
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
      return {
        gaps: found(gaps, 'jurisdiction-not-found').map((gap) => ({
          code: gap.code,
          text: Object.values(gap).join(' '),
        })),
      }
    },
  } satisfies Some
}

function id({ peerWorkerId }: { readonly peerWorkerId: string }) {
  return parsePeerWorkerId(peerWorkerId)
}

function view(row: PeerWorkerRow): PeerWorkerView {
  const words = peerWorkerTitles[row.details.title]
  return {
    peerWorkerId: row.peerWorkerId,
    revision: row.revision,
    details: toWire(row.details),
    forPerson: [...row.facets.person],
    canTakeMore: row.canTakeMore,
    needsLessUntil: row.needsLessUntil,
    credentialGood: row.credentialGood,
    credentialGoodUntil: row.credentialGoodUntil,
    crisisModuleGoodUntil: row.crisisModuleGoodUntil,
    supervisionDueOn: row.supervisionDueOn,
    left: row.left,
    changedAt: row.changedAt,
    certified: row.certified,
    titleEn: words.en,
    titleEs: words.es,
  }
}
