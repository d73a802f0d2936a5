import type { Guard, Relationships } from '@careloom/access'
import type { Clock, NewId, ReadModel } from '@careloom/event-sourcing'
import { consentTopic, personTopic } from '@careloom/proto/people'
import { measureTopic } from '@careloom/proto/outcomes'
import { referralTopic } from '@careloom/proto/referrals'
import { fromConsent, theirOwnName } from '../domain/maps/consent.ts'
import { fromPatient, type Identifier } from '../domain/maps/patient.ts'
import { fromQuestionnaireResponse } from '../domain/maps/questionnaire-response.ts'
import { fromServiceRequest, fromTask } from '../domain/maps/referral.ts'
import { error, FhirProblem, notFound } from '../domain/outcome.ts'
import type { ResourceType } from '../domain/resource.ts'
import { versionIn, type Interaction } from './interaction.ts'
import type { ReferralMove, Services, Written } from './ports.ts'
import type { FhirRow } from './projections/fhir-resources.ts'

type Body = Record<string, unknown>
type Create = (body: Body, interaction: Interaction) => Promise<{ id: string; isNew: boolean }>
type Update = (body: Body, row: FhirRow, interaction: Interaction) => Promise<void>

export type Writer = {
  readonly create: Partial<Record<ResourceType, Create>>
  readonly update: Partial<Record<ResourceType, Update>>
}

export type WriteNeeds = {
  readonly services: Services
  readonly rows: ReadModel<FhirRow>
  readonly relationships: ReadModel<Relationships>
  readonly guard: Guard
  readonly clock: Clock
  readonly newId: NewId
}

/** What may be written, and how it becomes a command. Each resolves when a read will see it. */
export function fhirWriter(needs: WriteNeeds): Writer {
  return {
    create: {
      Patient: (body, interaction) => createPatient(body, interaction, needs),
      Consent: (body, interaction) => createConsent(body, interaction, needs),
      ServiceRequest: (body, interaction) => createServiceRequest(body, interaction, needs),
      QuestionnaireResponse: (body, interaction) => createQuestionnaireResponse(body, interaction, needs),
    },
    update: {
      Patient: (body, row, interaction) => updatePatient(body, row, interaction, needs),
      ServiceRequest: (body, row, interaction) => updateServiceRequest(body, row, interaction, needs),
      Task: (body, row, interaction) => updateTask(body, row, interaction, needs),
    },
  }
}

/** A client may read at once what it wrote: both read models that a read passes through have seen it. */
async function seen(written: Written, topic: string, { rows, relationships }: WriteNeeds): Promise<void> {
  if (written.position === 0) return
  await Promise.all([rows.reached(written.position, topic), topic === measureTopic ? undefined : relationships.reached(written.position, topic)])
}

function organizationOf({ actor }: Interaction): string {
  const organization = actor.organization?.split(' ')[0]
  if (organization === undefined) throw new FhirProblem(403, [error('forbidden', 'The token names no organization to write for.')])
  return organization
}

async function mayWrite(action: 'create' | 'update', recordClass: 'demographics' | 'consent' | 'referral' | 'outcome-measures', person: string, interaction: Interaction, { guard }: WriteNeeds): Promise<void> {
  const { actor, requestId } = interaction
  const decision = await guard.check({ actor, action, class: recordClass, person, resource: interaction.path, requestId })
  if (!decision.allowed) throw new FhirProblem(422, [error('business-rule', 'The subject is not known here, or not to this organization.')])
}

async function createPatient(body: Body, interaction: Interaction, needs: WriteNeeds): Promise<{ id: string; isNew: boolean }> {
  const organizationId = organizationOf(interaction)
  const { details, identifiers } = fromPatient(body)
  const condition = conditionOf(interaction.ifNoneExist, 'Patient')
  if (condition !== undefined && !identifiers.some(({ system, value }) => system === condition.system && value === condition.value))
    throw new FhirProblem(412, [error('business-rule', 'If-None-Exist must name an identifier of the Patient itself.', 'Patient.identifier')])
  const personId = needs.newId()
  const made = await needs.services.registerPerson({ personId, organizationId, details, identifiers }, interaction.metadata)
  await seen(made.written, personTopic, needs)
  if (made.created) {
    await mayWrite('create', 'demographics', made.personId, interaction, needs)
    return { id: made.personId, isNew: true }
  }
  await mayMention(made.personId, interaction, needs)
  if (condition === undefined) throw new FhirProblem(409, [error('duplicate', `Somebody with one of these identifiers is known already: Patient/${made.personId}.`, 'Patient.identifier')])
  return { id: made.personId, isNew: false }
}

/** Whoever may not see the person learns only that the identifier is taken. */
async function mayMention(personId: string, interaction: Interaction, needs: WriteNeeds): Promise<void> {
  const { actor, requestId } = interaction
  const { allowed } = await needs.guard.check({ actor, action: 'read', class: 'demographics', person: personId, resource: 'Patient', requestId })
  if (!allowed) throw new FhirProblem(409, [error('duplicate', 'One of these identifiers is taken.', 'Patient.identifier')])
}

/** `If-None-Exist: identifier=system|value`; other conditions are refused rather than guessed. */
function conditionOf(header: string | undefined, type: string): Identifier | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const query = new URLSearchParams(header.replace(/^\?/, ''))
  const [system, value] = query.get('identifier')?.split('|') ?? []
  if ([...query.keys()].length !== 1 || system === undefined || value === undefined || system === '' || value === '')
    throw new FhirProblem(412, [error('not-supported', `If-None-Exist for ${type} must be identifier=system|value.`)])
  return { system, value }
}

async function updatePatient(body: Body, row: FhirRow, interaction: Interaction, needs: WriteNeeds): Promise<void> {
  const { details } = fromPatient(body)
  const version = requiredVersion(interaction, row)
  const written = await needs.services.changePerson(row.id, details, version, interaction.metadata)
  await seen(written, personTopic, needs)
}

/** Both sides write: without `If-Match` one would undo the other unseen (FHIR R4 3.1.0.5). */
function requiredVersion(interaction: Interaction, row: FhirRow): number {
  const version = versionIn(interaction.ifMatch)
  if (interaction.ifMatch === undefined) throw new FhirProblem(428, [error('required', 'If-Match is needed: say which version you changed.')])
  if (version === undefined || String(version) !== row.resource.meta?.versionId) throw new FhirProblem(412, [error('conflict', 'Somebody else changed it first: read it again.')])
  return version
}

async function createConsent(body: Body, interaction: Interaction, needs: WriteNeeds): Promise<{ id: string; isNew: boolean }> {
  const grant = fromConsent(body, needs.clock())
  await mayWrite('create', 'consent', grant.personId, interaction, needs)
  const disclosing = grant.disclosingOrganizationIds.length === 0 ? [organizationOf(interaction)] : grant.disclosingOrganizationIds
  const consentId = needs.newId()
  const signedName = grant.signedName === theirOwnName ? await nameOf(grant.personId, needs) : grant.signedName
  const written = await needs.services.grantConsent(consentId, { ...grant, signedName, disclosingOrganizationIds: disclosing }, interaction.metadata)
  await seen(written, consentTopic, needs)
  return { id: consentId, isNew: true }
}

async function nameOf(personId: string, { rows }: WriteNeeds): Promise<string> {
  const row = await rows.get(`Patient/${personId}`)
  if (row?.facts.kind !== 'person') return ''
  return `${row.facts.details.givenName} ${row.facts.details.familyName}`
}

async function createServiceRequest(body: Body, interaction: Interaction, needs: WriteNeeds): Promise<{ id: string; isNew: boolean }> {
  const { programId, ...request } = fromServiceRequest(body)
  const condition = conditionOf(interaction.ifNoneExist, 'ServiceRequest')
  await mayWrite('create', 'referral', request.personId, interaction, needs)
  if (condition !== undefined) {
    const existing = await referralBy(condition, request.personId, needs)
    if (existing !== undefined) return { id: existing, isNew: false }
  }
  if (programId === undefined) throw new FhirProblem(422, [error('required', 'ServiceRequest.performer must refer to the HealthcareService (the programme) that is asked.', 'ServiceRequest.performer')])
  const { actor, metadata } = interaction
  const written = await needs.services.requestReferral(
    { ...request, referralId: needs.newId(), programId, referrerId: actor.practitionerId ?? actor.id, referrerName: actor.displayName, referrerOrganizationId: organizationOf(interaction) },
    metadata,
  )
  await seen(written, referralTopic, needs)
  return { id: written.stream.replace('referral-', ''), isNew: true }
}

async function referralBy({ system, value }: Identifier, personId: string, { rows }: WriteNeeds): Promise<string | undefined> {
  const term = `ServiceRequest identifier=${system}|${value}`
  const found = await rows.find({ index: 'terms', from: term, to: term, limit: 20 })
  return found.find(({ row }) => row.person === personId)?.row.id
}

/** A ServiceRequest is changed by whoever wrote it (Clinical Order Workflows), and all it can still say is "no longer". */
async function updateServiceRequest(body: Body, row: FhirRow, interaction: Interaction, needs: WriteNeeds): Promise<void> {
  requiredVersion(interaction, row)
  if (body['status'] === row.resource['status']) return
  if (body['status'] !== 'revoked') throw new FhirProblem(422, [error('business-rule', `ServiceRequest.status can go from ${String(row.resource['status'])} to revoked only.`, 'ServiceRequest.status')])
  const written = await needs.services.moveReferral(row.id, 'request-cancellation', undefined, undefined, interaction.metadata)
  await seen(written, referralTopic, needs)
}

type Side = 'requester' | 'owner'

/** Who may ask for which status (Gravity SDOHCC: the target sets all but cancelled). */
const moves: Readonly<Record<Side, Readonly<Record<string, ReferralMove>>>> = {
  requester: { cancelled: 'request-cancellation' },
  owner: { accepted: 'accept', rejected: 'reject', cancelled: 'confirm-cancellation', completed: 'complete', failed: 'end' },
}

async function updateTask(body: Body, row: FhirRow, interaction: Interaction, needs: WriteNeeds): Promise<void> {
  const { status, reason } = fromTask(body)
  const version = requiredVersion(interaction, row)
  const before = String(row.resource['status'])
  if (status === before) return
  const side = sideOf(row, interaction)
  if (side === undefined) throw notFound()
  const move = moves[side][status]
  if (move === undefined) throw new FhirProblem(422, [error('business-rule', `Task.status cannot go from ${before} to ${isWord(status) ? status : '(unknown)'} by the ${side} (SDOHCC TaskForReferralManagement).`, 'Task.status')])
  const written = await needs.services.moveReferral(row.id, move, reason, version, interaction.metadata)
  await seen(written, referralTopic, needs)
}

function sideOf(row: FhirRow, { actor }: Interaction): Side | undefined {
  if (row.facts.kind !== 'referral') return undefined
  const mine = actor.organization?.split(' ') ?? []
  if (mine.includes(row.facts.referral.organizationId)) return 'owner'
  return mine.includes(row.facts.referral.referrerOrganizationId) ? 'requester' : undefined
}

const isWord = (status: string): boolean => /^[a-z-]{1,20}$/.test(status)

async function createQuestionnaireResponse(body: Body, interaction: Interaction, needs: WriteNeeds): Promise<{ id: string; isNew: boolean }> {
  const { personId, measureId, answers } = fromQuestionnaireResponse(body)
  await mayWrite('create', 'outcome-measures', personId, interaction, needs)
  const written = await needs.services.answerMeasure(measureId, answers, interaction.metadata)
  await seen(written, measureTopic, needs)
  return { id: measureId, isNew: true }
}
