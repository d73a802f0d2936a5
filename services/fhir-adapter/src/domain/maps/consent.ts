import { codeSystems, confidentiality, informationCategories, part2 } from '@careloom/terminology'
import { identifiersOf, Reader } from '../reader.ts'
import { compact, concept, reference, type Resource } from '../resource.ts'

const categorySystem = 'https://careloom.example/fhir/CodeSystem/information-category'
/** Of the security role types (FHIR R4 Consent.provision.actor.role) the one for whoever learns something. */
const actorRole = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  code: 'IRCP',
  display: 'information recipient',
}
const idscl = { system: codeSystems.actCode, code: 'IDSCL', display: 'information disclosure' }

/** Who signed, where the consent names no signer but says that the person themself performed it. */
export const theirOwnName = 'signed-in-their-own-name'

export type Grant = {
  personId: string
  programId?: string | undefined
  part2: boolean
  disclosingOrganizationIds: string[]
  receivingOrganizationIds: string[]
  categories: string[]
  purposes: string[]
  expiresOn?: string | undefined
  textVersion: string
  signedName: string
  signedAt: string
  identifier?: { system: string; value: string } | undefined
}

/** IHE PCF consent, with the actors who receive and the categories that are opened as provision. */
export function toConsent(id: string, status: 'active' | 'inactive', grant: Grant): Resource {
  return compact({
    resourceType: 'Consent',
    id,
    meta: {
      profile: ['https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentIntermediate'],
    },
    identifier: grant.identifier === undefined ? [] : [{ ...grant.identifier }],
    status,
    scope: concept({
      system: codeSystems.consentScope,
      code: 'patient-privacy',
      display: 'Privacy Consent',
    }),
    category: [concept(idscl)],
    patient: reference('Patient', grant.personId),
    dateTime: grant.signedAt,
    performer: [reference('Patient', grant.personId, grant.signedName)],
    organization: grant.disclosingOrganizationIds.map((each) => reference('Organization', each)),
    policy: [
      {
        uri: grant.part2
          ? 'https://www.ecfr.gov/current/title-42/part-2'
          : 'https://www.hhs.gov/hipaa',
      },
    ],
    sourceReference: {
      identifier: { system: 'https://careloom.example/consent-text', value: grant.textVersion },
    },
    provision: compact({
      type: 'permit',
      period: grant.expiresOn === undefined ? undefined : { end: grant.expiresOn },
      actor: grant.receivingOrganizationIds.map((each) => ({
        role: concept(actorRole),
        reference: reference('Organization', each),
      })),
      securityLabel: grant.part2 ? [confidentiality.restricted, part2] : [],
      purpose: grant.purposes.map((code) => ({ system: codeSystems.actReason, code })),
      code: grant.categories.map((code) => concept({ system: categorySystem, code })),
    }),
  })
}

/** Opened when a consent names no category: enough to refer, to be reached, and to see who is on the team. */
const usual: readonly string[] = ['contact', 'own-words', 'care-team']

/** @throws FhirProblem naming every fault by its FHIRPath */
export function fromConsent(body: unknown, now: string): Grant {
  const consent = new Reader(body, 'Consent')
  if (consent.required('status') !== 'active' && consent.has('status'))
    consent.fault(
      'business-rule',
      'must be active: only a consent in force can be granted',
      'status',
    )
  const provision = consent.object('provision')
  if (provision === undefined)
    consent.fault('required', 'is required: who may learn what', 'provision')
  if (provision?.code('type', ['permit', 'deny'] as const) === 'deny')
    provision.fault('not-supported', 'must be permit: what is not permitted is denied', 'type')
  const labels = provision?.list('securityLabel').map((label) => label.string('code')) ?? []
  const substanceUse = labels.some(
    (code) => code === '42CFRPart2' || code === 'ETHUD' || code === 'ETH' || code === 'OPIOIDUD',
  )
  const grant: Grant = {
    personId: personOf(consent),
    part2: substanceUse,
    disclosingOrganizationIds: organizations(consent.list('organization')),
    receivingOrganizationIds: receivers(provision),
    categories: categories(provision, substanceUse),
    purposes: purposes(provision),
    expiresOn: provision?.object('period')?.instant('end')?.slice(0, 10),
    textVersion:
      consent.object('sourceReference')?.object('identifier')?.string('value', 60) ??
      (substanceUse ? 'part2-consent-1' : 'sharing-consent-1'),
    signedName: signedBy(consent),
    signedAt: consent.instant('dateTime') ?? now,
    identifier: identifiersOf(consent)[0],
  }
  consent.done()
  return grant
}

function personOf(consent: Reader): string {
  if (!consent.has('patient')) consent.fault('required', 'is required', 'patient')
  return consent.referenceTo('patient', 'Patient') ?? ''
}

function organizations(list: readonly Reader[]): string[] {
  return list.flatMap((each) => idOf(each.string('reference', 300)))
}

function receivers(provision: Reader | undefined): string[] {
  const ids = (provision?.list('actor') ?? []).flatMap((actor) =>
    idOf(actor.object('reference')?.string('reference', 300)),
  )
  if (provision !== undefined && ids.length === 0)
    provision.fault('required', 'must name at least one receiving Organization', 'actor')
  return ids
}

function idOf(text: string | undefined): string[] {
  const id =
    text?.startsWith('Organization/') === true ? text.slice('Organization/'.length) : undefined
  return id === undefined ? [] : [id]
}

function categories(provision: Reader | undefined, substanceUse: boolean): string[] {
  const codes = (provision?.list('code') ?? [])
    .flatMap((code) => code.list('coding'))
    .flatMap((coding) =>
      coding.string('system') === categorySystem ? [coding.string('code') ?? ''] : [],
    )
  const known = codes.filter((code) => informationCategories.some((each) => each === code))
  if (known.length < codes.length)
    provision?.fault('value', `must be among ${informationCategories.join(', ')}`, 'code')
  const chosen = known.length === 0 ? [...usual] : known
  return substanceUse && !chosen.includes('substance-use') ? [...chosen, 'substance-use'] : chosen
}

function purposes(provision: Reader | undefined): string[] {
  const codes = (provision?.list('purpose') ?? []).flatMap(
    (purpose) => purpose.string('code') ?? [],
  )
  return codes.length === 0 ? ['TREAT'] : codes
}

function signedBy(consent: Reader): string {
  const [performer] = consent.list('performer')
  const named =
    performer?.string('display', 120) ?? consent.object('patient')?.string('display', 120)
  if (named !== undefined) return named
  return performer?.string('reference', 300)?.startsWith('Patient/') === true ? theirOwnName : ''
}
