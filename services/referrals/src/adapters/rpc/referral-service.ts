import {
  InvalidInput,
  parseCode,
  parseGiven,
  parseInstant,
  parseText,
  type Clock,
  type Instant,
} from '@careloom/event-sourcing'
import type {
  ProgramList,
  ReferralServiceDefinition,
  ReferralView,
  RequestReferralRequest,
} from '@careloom/proto/referrals'
import { commandMethods, found, recorded, type Handlers } from '@careloom/rpc'
import {
  endReasons,
  referralSources,
  rejectionReasons,
  requestPriorities,
} from '@careloom/terminology'
import type { ReferralCommands } from '../../app/commands.ts'
import type { NewRequest } from '../../app/request-referral.ts'
import type { Programs } from '../../app/ports.ts'
import type { ReferralQueries, ReferralQuestion } from '../../app/queries.ts'
import {
  parseAssignmentId,
  parseOrganizationId,
  parsePeerWorkerId,
  parsePersonId,
  parseProgramId,
  parseReferralId,
} from '../../domain/ids.ts'
import type { ReferralRow } from '../../app/projections/referral-list.ts'
import type { LaterCommand } from '../../domain/referral-events.ts'
import { parseContact, wireContact } from '../wire/contact.ts'

/** Wire in, command out. No rules here: a rule that shows up in this file belongs in the decider. */
export function referralService(
  commands: ReferralCommands,
  queries: ReferralQueries,
  programs: Programs,
  clock: Clock,
): Handlers<ReferralServiceDefinition> {
  const send = commandMethods<LaterCommand>(async (command, call) => {
    const person = await commands.personOf(command.data.referralId)
    return recorded(await commands.handle(command, { ...call.metadata, person }, call.ifRevision))
  }, clock)
  return {
    async requestReferral(request, call) {
      const outcome = await commands.request(parseRequest(request), call.metadata)
      return { ...recorded(outcome), existed: 'existed' in outcome ? outcome.existed : undefined }
    },
    askForInformation: send('AskForInformation', (request, at, { metadata }) => ({
      ...of(request, at),
      question: parseText('question', request.question, 600),
      askedBy: metadata.actor,
    })),
    provideInformation: send('ProvideInformation', (request, at) => ({
      ...of(request, at),
      answer: parseText('answer', request.answer, 1_000),
    })),
    acceptReferral: send('AcceptReferral', (request, at, { metadata }) => ({
      ...of(request, at),
      acceptedBy: metadata.actor,
    })),
    rejectReferral: send('RejectReferral', (request, at) => ({
      ...of(request, at),
      reasonCode: parseCode('reasonCode', rejectionReasons, request.reasonCode),
    })),
    waitlistReferral: send('WaitlistReferral', of),
    declineReferral: send('DeclineReferral', of),
    requestCancellation: send('RequestCancellation', (request, at) => ({
      ...of(request, at),
      reason: parseGiven(request.reason, (text) => parseText('reason', text, 300)),
    })),
    confirmCancellation: send('ConfirmCancellation', of),
    matchReferral: send('MatchReferral', (request, at) => ({
      ...of(request, at),
      peerWorkerId: parsePeerWorkerId(request.peerWorkerId),
      assignmentId: parseAssignmentId(request.assignmentId),
    })),
    recordFirstContact: send('RecordFirstContact', (request) =>
      of(request, parseInstant('madeAt', request.madeAt)),
    ),
    async reopenReferral(request, call) {
      const by = parseCode('reopenedBy', ['person', 'programme'], request.reopenedBy)
      return recorded(await commands.reopen(parseReferralId(request.referralId), by, call.metadata))
    },
    completeReferral: send('CompleteReferral', of),
    endReferral: send('EndReferral', (request, at) => ({
      ...of(request, at),
      reasonCode: parseCode('reasonCode', endReasons, request.reasonCode),
    })),
    async getReferral(request) {
      const row = await queries.get(parseReferralId(request.referralId), request.afterPosition)
      return viewOf(found(row, 'referral-not-found'))
    },
    async listReferrals(request) {
      const rows = await queries.list(
        { ...parseQuestion(request), openOnly: request.openOnly, limit: limitOf(request.limit) },
        request.afterPosition,
      )
      return { referrals: rows.map(viewOf) }
    },
    async listPrograms(): Promise<ProgramList> {
      return {
        programs: programs.all().map((program) => ({
          ...program,
          interpreterLanguages: [...program.interpreterLanguages],
        })),
      }
    },
  }
}

function of({ referralId }: { readonly referralId: string }, at: Instant) {
  return { referralId: parseReferralId(referralId), at }
}

function viewOf(row: ReferralRow): ReferralView {
  return { ...row, identifiers: [...row.identifiers], contact: wireContact(row.contact) }
}

function parseRequest(request: RequestReferralRequest): NewRequest {
  return {
    referralId: parseReferralId(request.referralId),
    personId: parsePersonId(request.personId),
    programId: parseProgramId(request.programId),
    referrerOrganizationId: parseOrganizationId(request.referrerOrganizationId),
    referrerId: parseText('referrerId', request.referrerId, 200),
    referrerName: parseGiven(request.referrerName, (text) => parseText('referrerName', text, 120)),
    source: parseCode('source', referralSources, request.source),
    urgency: parseCode('urgency', requestPriorities, request.urgency),
    reasonInOwnWords: parseGiven(request.reasonInOwnWords, (text) =>
      parseText('reasonInOwnWords', text, 1_000),
    ),
    contact: parseContact(request.contact),
    preferredLanguage: parseGiven(request.preferredLanguage, (text) =>
      parseText('preferredLanguage', text, 35),
    ),
    identifiers: request.identifiers,
  }
}

function parseQuestion(request: {
  organizationId?: string | undefined
  personId?: string | undefined
  referrerId?: string | undefined
}): Pick<ReferralQuestion, 'by' | 'id'> {
  const { organizationId, personId, referrerId } = request
  if (organizationId !== undefined)
    return { by: 'organization', id: parseOrganizationId(organizationId) }
  if (personId !== undefined) return { by: 'person', id: parsePersonId(personId) }
  if (referrerId !== undefined) return { by: 'referrer', id: referrerId }
  throw new InvalidInput('organizationId', 'or personId or referrerId must be given')
}

const limitOf = (limit: number): number => (limit > 0 && limit <= 500 ? limit : 100)
