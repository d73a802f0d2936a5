import type { Guard, Relationships } from '@careloom/access'
import type { Clock, NewId, ReadModel } from '@careloom/event-sourcing'
import { consentTopic, personTopic } from '@careloom/proto/people'
import { measureTopic } from '@careloom/proto/outcomes'
import { referralTopic } from '@careloom/proto/referrals'
import { Refused } from '@careloom/rpc'
import { fromConsent, theirOwnName } from '../domain/maps/consent.ts'
import { fromPatient, type Identifier } from '../domain/maps/patient.ts'
import { fromQuestionnaireResponse } from '../domain/maps/questionnaire-response.ts'
import { fromServiceRequest, fromTask } from '../domain/maps/referral.ts'
import { error, FhirProblem, notFound } from '../domain/outcome.ts'
import type { ResourceType } from '../domain/resource.ts'
import { versionIn, type Interaction } from './interaction.ts'
import type { ReferralMove, Services, Written } from './ports.ts'
import { recordOf, type FhirRow } from './projections/fhir-resources.ts'

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
  /** A UUID that follows from a natural key, and does not betray it. */
  readonly idFor: (naturalKey: string) => string
}

/** What may be written, and how it becomes a command. Each resolves when a read will see it. */
export function fhirWriter(needs: WriteNeeds): Writer {
  return {
    create: {
      Patient: (body, interaction) => createPatient(body, interaction, needs),
      Consent: (body, interaction) => createConsent(body, interaction, needs),
      ServiceRequest: (body, interaction) => createServiceRequest(body, interaction, needs),
      QuestionnaireResponse: (body, interaction) =>
        createQuestionnaireResponse(body, interaction, needs),
    },
    update: {
      Patient: (body, row, interaction) => updatePatient(body, row, interaction, needs),
      ServiceRequest: (body, row, interaction) =>
        updateServiceRequest(body, row, interaction, needs),
      Task: (body, row, interaction) => updateTask(body, row, interaction, needs),
    },
  }
}

/** A client may read at once what it wrote: both read models that a read passes through have seen it. */
async function seen(
  written: Written,
  topic: string,
  { rows, relationships }: WriteNeeds,
): Promise<void> {
  if (written.position === 0) return
  await Promise.all([
    rows.reached(written.position, topic),
    topic === measureTopic ? undefined : relationships.reached(written.position, topic),
  ])
}

function organizationOf({ actor }: Interaction): string {
  const organization = actor.organization?.split(' ')[0]
  if (organization === undefined)
    throw new FhirProblem(403, [
      error('forbidden', 'The token names no organization to write for.'),
    ])
  return organization
}

async function mayWrite(
  action: 'create' | 'update',
  recordClass: 'demographics' | 'consent' | 'referral' | 'outcome-measures',
  person: string,
  interaction: Interaction,
  { guard }: WriteNeeds,
): Promise<void> {
  const { actor, requestId } = interaction
  const decision = await guard.check({
    actor,
    action,
    class: recordClass,
    person,
    resource: interaction.path,
    requestId,
  })
  if (!decision.allowed)
    throw new FhirProblem(422, [
      error('business-rule', 'The subject is not known here, or not to this organization.'),
    ])
}

/** The person is claimed by the identifier that the condition names, so that any number of requests make one. */
async function createPatient(
  body: Body,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<{ id: string; isNew: boolean }> {
  const organizationId = organizationOf(interaction)
  const { details, identifiers } = fromPatient(body)
  const condition = conditionOf(interaction.ifNoneExist, 'Patient', identifiers)
  const ordered =
    condition === undefined
      ? identifiers
      : [condition, ...identifiers.filter((each) => !isSame(each, condition))]
  const personId = needs.newId()
  const allowed = await needs.guard.judge({
    actor: interaction.actor,
    action: 'create',
    class: 'demographics',
    person: personId,
  })
  if (!allowed.allowed)
    throw new FhirProblem(403, [
      error('forbidden', 'People are registered by the organizations that refer them.'),
    ])
  const made = await needs.services.registerPerson(
    { personId, organizationId, details, identifiers: ordered },
    interaction.metadata,
  )
  await seen(made.written, personTopic, needs)
  if (made.created) {
    const { actor, requestId } = interaction
    await needs.guard.audit(actor, allowed, {
      action: 'create',
      class: 'demographics',
      person: made.personId,
      resource: 'Patient',
      requestId,
    })
    return { id: made.personId, isNew: true }
  }
  await mayMention(made.personId, interaction, needs)
  if (condition === undefined)
    throw new FhirProblem(409, [
      error(
        'duplicate',
        `Somebody with one of these identifiers is known already: Patient/${made.personId}.`,
        'Patient.identifier',
      ),
    ])
  return { id: made.personId, isNew: false }
}

/** Whoever may not see the person learns only that the identifier is taken. */
async function mayMention(
  personId: string,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<void> {
  const { actor, requestId } = interaction
  const { allowed } = await needs.guard.check({
    actor,
    action: 'read',
    class: 'demographics',
    person: personId,
    resource: 'Patient',
    requestId,
  })
  if (!allowed)
    throw new FhirProblem(409, [
      error('duplicate', 'One of these identifiers is taken.', 'Patient.identifier'),
    ])
}

/** `If-None-Exist: identifier=system|value`, which the resource itself must carry; other conditions are refused rather than guessed. */
function conditionOf(
  header: string | undefined,
  type: ResourceType,
  own: readonly Identifier[],
): Identifier | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const query = new URLSearchParams(header.replace(/^\?/, ''))
  const [system, value] = query.get('identifier')?.split('|') ?? []
  if (
    [...query.keys()].length !== 1 ||
    system === undefined ||
    value === undefined ||
    system === '' ||
    value === ''
  )
    throw new FhirProblem(412, [
      error('not-supported', `If-None-Exist for ${type} must be identifier=system|value.`),
    ])
  const condition = { system, value }
  if (!own.some((each) => isSame(each, condition)))
    throw new FhirProblem(412, [
      error(
        'business-rule',
        `If-None-Exist must name an identifier of the ${type} itself.`,
        `${type}.identifier`,
      ),
    ])
  return condition
}

const isSame = (a: Identifier, b: Identifier): boolean =>
  a.system === b.system && a.value === b.value

/** The resource of that identifier that this organization wrote about this person, if a read sees one already. */
async function existing(
  type: 'Consent' | 'ServiceRequest',
  { system, value }: Identifier,
  personId: string,
  interaction: Interaction,
  { rows }: WriteNeeds,
): Promise<string | undefined> {
  const term = `${type} identifier=${system}|${value}`
  const found = await rows.find({ index: 'terms', from: term, to: term, limit: 50 })
  const us = organizationOf(interaction)
  return found
    .map(({ row }) => row)
    .find((row) => row.person === personId && recordOf(row).parties?.includes(us))?.id
}

/** The id that every one of parallel conditional creates comes to. */
function idUnder(
  type: string,
  condition: Identifier | undefined,
  personId: string,
  interaction: Interaction,
  { idFor, newId }: WriteNeeds,
): string {
  return condition === undefined
    ? newId()
    : idFor(
        JSON.stringify([
          type,
          organizationOf(interaction),
          personId,
          condition.system,
          condition.value,
        ]),
      )
}

/** What a hospital adds is linked; what it leaves out may be another authority's, and stays. */
async function updatePatient(
  body: Body,
  row: FhirRow,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<void> {
  const { details, identifiers } = fromPatient(body)
  const version = requiredVersion(interaction, row)
  await seen(
    await needs.services.changePerson(row.id, details, version, interaction.metadata),
    personTopic,
    needs,
  )
  const known = row.facts.kind === 'person' ? row.facts.identifiers : []
  const added = identifiers.filter((each) => !known.some((other) => isSame(each, other)))
  for (const [i, identifier] of added.entries()) {
    const metadata = {
      ...interaction.metadata,
      causationId: `${interaction.metadata.causationId}:identifier-${i}`,
    }
    await seen(
      await needs.services.linkIdentifier(row.id, identifier, metadata),
      personTopic,
      needs,
    )
  }
}

/** Both sides write: without `If-Match` one would undo the other unseen (FHIR R4 3.1.0.5). */
function requiredVersion(interaction: Interaction, row: FhirRow): number {
  const version = versionIn(interaction.ifMatch)
  if (interaction.ifMatch === undefined)
    throw new FhirProblem(428, [
      error('required', 'If-Match is needed: say which version you changed.'),
    ])
  if (version === undefined || String(version) !== row.resource.meta?.versionId)
    throw new FhirProblem(412, [
      error('conflict', 'Somebody else changed it first: read it again.'),
    ])
  return version
}

async function createConsent(
  body: Body,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<{ id: string; isNew: boolean }> {
  const grant = fromConsent(body, needs.clock())
  const condition = conditionOf(
    interaction.ifNoneExist,
    'Consent',
    grant.identifier === undefined ? [] : [grant.identifier],
  )
  await mayWrite('create', 'consent', grant.personId, interaction, needs)
  const known =
    condition === undefined
      ? undefined
      : await existing('Consent', condition, grant.personId, interaction, needs)
  if (known !== undefined) return { id: known, isNew: false }
  const disclosing =
    grant.disclosingOrganizationIds.length === 0
      ? [organizationOf(interaction)]
      : grant.disclosingOrganizationIds
  const consentId = idUnder('Consent', condition, grant.personId, interaction, needs)
  const signedName =
    grant.signedName === theirOwnName ? await nameOf(grant.personId, needs) : grant.signedName
  const written = await needs.services.grantConsent(
    consentId,
    { ...grant, signedName, disclosingOrganizationIds: disclosing },
    interaction.metadata,
  )
  await seen(written, consentTopic, needs)
  return { id: consentId, isNew: written.existed !== true }
}

async function nameOf(personId: string, { rows }: WriteNeeds): Promise<string> {
  const row = await rows.get(`Patient/${personId}`)
  if (row?.facts.kind !== 'person') return ''
  return `${row.facts.details.givenName} ${row.facts.details.familyName}`
}

async function createServiceRequest(
  body: Body,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<{ id: string; isNew: boolean }> {
  const { programId, ...request } = fromServiceRequest(body)
  const condition = conditionOf(interaction.ifNoneExist, 'ServiceRequest', request.identifiers)
  await mayWrite('create', 'referral', request.personId, interaction, needs)
  const known =
    condition === undefined
      ? undefined
      : await existing('ServiceRequest', condition, request.personId, interaction, needs)
  if (known !== undefined) return { id: known, isNew: false }
  if (programId === undefined)
    throw new FhirProblem(422, [
      error(
        'required',
        'ServiceRequest.performer must refer to the HealthcareService (the programme) that is asked.',
        'ServiceRequest.performer',
      ),
    ])
  const { actor, metadata } = interaction
  const referralId = idUnder('ServiceRequest', condition, request.personId, interaction, needs)
  const referrer = {
    referrerId: actor.practitionerId ?? actor.id,
    referrerName: actor.displayName,
    referrerOrganizationId: organizationOf(interaction),
  }
  const written = await needs.services.requestReferral(
    { ...request, referralId, programId, ...referrer },
    metadata,
  )
  await seen(written, referralTopic, needs)
  const id = written.stream.replace('referral-', '')
  if (written.existed === true && condition === undefined)
    throw new FhirProblem(409, [error('duplicate', `referral-open-already (referralId ${id})`)])
  return { id, isNew: written.existed !== true }
}

/** A ServiceRequest is changed by whoever wrote it (Clinical Order Workflows), and all it can still say is "no longer". */
async function updateServiceRequest(
  body: Body,
  row: FhirRow,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<void> {
  requiredVersion(interaction, row)
  if (body['status'] === row.resource['status']) return
  if (body['status'] !== 'revoked')
    throw new FhirProblem(422, [
      error(
        'business-rule',
        `ServiceRequest.status can go from ${String(row.resource['status'])} to revoked only.`,
        'ServiceRequest.status',
      ),
    ])
  const written = await needs.services.moveReferral(
    row.id,
    'request-cancellation',
    undefined,
    undefined,
    interaction.metadata,
  )
  await seen(written, referralTopic, needs)
}

type Side = 'requester' | 'owner'

/** Who may ask for which status (Gravity SDOHCC: the target sets all but cancelled). */
const moves: Readonly<Record<Side, Readonly<Record<string, ReferralMove>>>> = {
  requester: { cancelled: 'request-cancellation' },
  owner: {
    accepted: 'accept',
    rejected: 'reject',
    cancelled: 'confirm-cancellation',
    completed: 'complete',
    failed: 'end',
  },
}

async function updateTask(
  body: Body,
  row: FhirRow,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<void> {
  const { status, reason } = fromTask(body)
  const version = requiredVersion(interaction, row)
  const before = String(row.resource['status'])
  if (status === before) return
  const side = sideOf(row, interaction)
  if (side === undefined) throw notFound()
  const move = moves[side][status]
  if (move === undefined) throw cannotGo(before, status, side, 'SDOHCC TaskForReferralManagement')
  const written = await needs.services
    .moveReferral(row.id, move, reason, version, interaction.metadata)
    .catch((thrown: unknown) => {
      // That it was changed meanwhile is no illegal jump: 412 says so.
      if (!(thrown instanceof Refused) || thrown.refusal.reason === 'revision-changed') throw thrown
      throw cannotGo(before, status, side, thrown.refusal.reason)
    })
  await seen(written, referralTopic, needs)
}

function cannotGo(from: string, to: string, side: Side, why: string): FhirProblem {
  return new FhirProblem(422, [
    error(
      'business-rule',
      `Task.status cannot go from ${from} to ${isWord(to) ? to : '(unknown)'} by the ${side}: ${why}.`,
      'Task.status',
    ),
  ])
}

function sideOf(row: FhirRow, { actor }: Interaction): Side | undefined {
  if (row.facts.kind !== 'referral') return undefined
  const mine = actor.organization?.split(' ') ?? []
  if (mine.includes(row.facts.referral.organizationId)) return 'owner'
  return mine.includes(row.facts.referral.referrerOrganizationId) ? 'requester' : undefined
}

const isWord = (status: string): boolean => /^[a-z-]{1,20}$/.test(status)

async function createQuestionnaireResponse(
  body: Body,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<{ id: string; isNew: boolean }> {
  const { personId, measureId, answers } = fromQuestionnaireResponse(body)
  await mayWrite('create', 'outcome-measures', personId, interaction, needs)
  // Missing and somebody else's are the same: whose measure it is, is not told.
  if ((await needs.services.personOfMeasure(measureId, interaction.metadata)) !== personId)
    throw new FhirProblem(422, [
      error(
        'business-rule',
        'QuestionnaireResponse.identifier must name a measure that is due for the subject.',
        'QuestionnaireResponse.identifier',
      ),
    ])
  const written = await needs.services.answerMeasure(measureId, answers, interaction.metadata)
  await seen(written, measureTopic, needs)
  return { id: measureId, isNew: true }
}
