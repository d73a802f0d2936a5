import { InvalidInput, parseInstant, parseText, type Clock } from '@careloom/event-sourcing'
import type { Recorded } from '@careloom/proto/common'
import type {
  ProgramList,
  ReferralServiceDefinition,
  ReferralView,
  RequestReferralRequest,
} from '@careloom/proto/referrals'
import { orRefused, Refused, type Call, type Handlers } from '@careloom/rpc'
import type { NewRequest, ReferralCommands } from '../../app/commands.ts'
import type { Programs } from '../../app/ports.ts'
import type { ReferralQueries, ReferralQuestion } from '../../app/queries.ts'
import { endReasons, parseCode, rejectionReasons, sources, urgencies } from '../../domain/codes.ts'
import {
  parseAssignmentId,
  parseOrganizationId,
  parsePeerWorkerId,
  parsePersonId,
  parseProgramId,
  parseReferralId,
} from '../../domain/ids.ts'
import type { ReferralRow } from '../../app/projections/referral-list.ts'
import type { ReferralCommand } from '../../domain/referral-events.ts'
import { parseContact, wireContact } from '../contact.ts'

type Later = Exclude<ReferralCommand, { type: 'RequestReferral' }>

/** Wire in, command out. No rules here: a rule that shows up in this file belongs in the decider. */
export function referralService(
  commands: ReferralCommands,
  queries: ReferralQueries,
  programs: Programs,
  clock: Clock,
): Handlers<ReferralServiceDefinition> {
  const at = (request: { referralId: string }) => ({
    referralId: parseReferralId(request.referralId),
    at: clock(),
  })
  return {
    async requestReferral(request, call) {
      const outcome = await commands.request(parseRequest(request), call.metadata)
      return { ...recorded(outcome), existed: 'existed' in outcome ? outcome.existed : undefined }
    },
    askForInformation: (request, call) =>
      send(
        {
          type: 'AskForInformation',
          data: {
            ...at(request),
            question: parseText('question', request.question, 600),
            askedBy: call.metadata.actor,
          },
        },
        call,
      ),
    provideInformation: (request, call) =>
      send(
        {
          type: 'ProvideInformation',
          data: { ...at(request), answer: parseText('answer', request.answer, 1_000) },
        },
        call,
      ),
    acceptReferral: (request, call) =>
      send(
        { type: 'AcceptReferral', data: { ...at(request), acceptedBy: call.metadata.actor } },
        call,
      ),
    rejectReferral: (request, call) =>
      send(
        {
          type: 'RejectReferral',
          data: {
            ...at(request),
            reasonCode: parseCode('reasonCode', rejectionReasons, request.reasonCode),
          },
        },
        call,
      ),
    waitlistReferral: (request, call) =>
      send({ type: 'WaitlistReferral', data: at(request) }, call),
    declineReferral: (request, call) => send({ type: 'DeclineReferral', data: at(request) }, call),
    requestCancellation: (request, call) =>
      send(
        {
          type: 'RequestCancellation',
          data: { ...at(request), reason: optionalText('reason', request.reason, 300) },
        },
        call,
      ),
    confirmCancellation: (request, call) =>
      send({ type: 'ConfirmCancellation', data: at(request) }, call),
    matchReferral: (request, call) => {
      const ids = {
        peerWorkerId: parsePeerWorkerId(request.peerWorkerId),
        assignmentId: parseAssignmentId(request.assignmentId),
      }
      return send({ type: 'MatchReferral', data: { ...at(request), ...ids } }, call)
    },
    recordFirstContact: (request, call) =>
      send(
        {
          type: 'RecordFirstContact',
          data: {
            referralId: parseReferralId(request.referralId),
            at: parseInstant('madeAt', request.madeAt),
          },
        },
        call,
      ),
    async reopenReferral(request, call) {
      const by = parseCode('reopenedBy', ['person', 'programme'], request.reopenedBy)
      return recorded(await commands.reopen(parseReferralId(request.referralId), by, call.metadata))
    },
    completeReferral: (request, call) =>
      send({ type: 'CompleteReferral', data: at(request) }, call),
    endReferral: (request, call) =>
      send(
        {
          type: 'EndReferral',
          data: {
            ...at(request),
            reasonCode: parseCode('reasonCode', endReasons, request.reasonCode),
          },
        },
        call,
      ),
    async getReferral(request) {
      const row = await queries.get(parseReferralId(request.referralId), request.afterPosition)
      if (row === undefined)
        throw new Refused({ category: 'not-found', reason: 'referral-not-found' })
      return viewOf(row)
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

  async function send(command: Later, call: Call): Promise<Recorded> {
    const person = await commands.personOf(command.data.referralId)
    return recorded(await commands.handle(command, { ...call.metadata, person }, call.ifRevision))
  }
}

function recorded(outcome: Awaited<ReturnType<ReferralCommands['request']>>): Recorded {
  const { stream, revision, position } = orRefused(outcome)
  return { stream, revision, position }
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
    referrerName: optionalText('referrerName', request.referrerName, 120),
    source: parseCode('source', sources, request.source),
    urgency: parseCode('urgency', urgencies, request.urgency),
    reasonInOwnWords: optionalText('reasonInOwnWords', request.reasonInOwnWords, 1_000),
    contact: parseContact(request.contact),
    preferredLanguage: optionalText('preferredLanguage', request.preferredLanguage, 35),
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

function optionalText(
  field: string,
  value: string | undefined,
  maxLength: number,
): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : parseText(field, value, maxLength)
}

const limitOf = (limit: number): number => (limit > 0 && limit <= 500 ? limit : 100)
