import { peerServices, referralToPeerSupport, requestPriorities } from '@careloom/terminology'
import { identifiersOf, isOneOf } from '../coded.ts'
import { Reader } from '../reader.ts'
import type { Identifier } from './patient.ts'

/** What a ServiceRequest asks for. */
export type Requested = {
  personId: string
  programId: string | undefined
  urgency: string
  reasonInOwnWords: string | undefined
  identifiers: Identifier[]
}

/** @throws FhirProblem naming every fault by its FHIRPath */
export function fromServiceRequest(body: unknown, base?: string): Requested {
  const request = requestReader(body, base)
  const status = request.required('status')
  if (status !== '' && status !== 'active')
    request.fault(
      'business-rule',
      'must be active: a referral can only be sent while it is',
      'status',
    )
  if (!request.has('intent')) request.fault('required', 'is required', 'intent')
  if (!asksForPeerSupport(request))
    request.fault(
      'business-rule',
      `must hold SNOMED CT ${referralToPeerSupport.code} or HCPCS ${peerServices.code}: nothing else can be referred here`,
      'code',
    )
  if (!request.has('subject')) request.fault('required', 'is required', 'subject')
  const personId = request.referenceTo('subject', 'Patient') ?? ''
  const referral = {
    personId,
    programId: programOf(request),
    urgency: request.code('priority', requestPriorities) ?? 'routine',
    reasonInOwnWords: ownWords(request, personId),
    identifiers: identifiersOf(request),
  }
  request.done()
  return referral
}

/** What a change of a ServiceRequest asks for: its status. Everything else of it stays as it was ordered. */
export function fromServiceRequestUpdate(body: unknown): { status: string } {
  const request = requestReader(body)
  const status = request.required('status')
  request.done()
  return { status }
}

/** What must not be done is nothing that can be referred (FHIR R4 ServiceRequest.doNotPerform: a modifier). */
function requestReader(body: unknown, base?: string): Reader {
  const request = new Reader(body, 'ServiceRequest', { base })
  const intent = request.string('intent')
  if (intent !== undefined && intent !== 'order')
    request.fault('business-rule', 'must be order', 'intent')
  if (request.boolean('doNotPerform') === true)
    request.fault('not-supported', 'must not be true: only what is wanted is done', 'doNotPerform')
  return request
}

function asksForPeerSupport(request: Reader): boolean {
  return request
    .codings('code')
    .some((coding) => isOneOf(coding, referralToPeerSupport, peerServices))
}

/** The one programme that is asked; nobody else can be asked with it. */
function programOf(request: Reader): string | undefined {
  const [program, second] = request.list('performer')
  second?.fault('not-supported', 'is one too many: one programme is asked')
  return program?.reference('HealthcareService')
}

/** The one note, in the words of whoever is referred: what others wrote would be shown as theirs (FHIR R4 Annotation.author). */
function ownWords(request: Reader, personId: string): string | undefined {
  const [note, second] = request.list('note')
  second?.fault('not-supported', 'is one too many: one note is kept')
  if (note === undefined) return undefined
  const author = note.object('authorReference')
  const others =
    author === undefined ? note.has('authorString') : author.reference('Patient') !== personId
  if (others)
    note.fault(
      'not-supported',
      'must be in the subject’s own words: who else wrote it would be lost',
      author === undefined ? 'authorString' : 'authorReference',
    )
  return note.string('text', 1_000)
}
