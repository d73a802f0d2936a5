import { codeSystems } from '@careloom/terminology'
import { identifiersOf, isOneOf } from '../coded.ts'
import { dayOf, isAhead } from '../days.ts'
import { Reader } from '../reader.ts'
import { everything } from '../unread.ts'
import { endOf, isAboutSubstanceUse, opened, purposes, receivers } from './consent-provision.ts'
import { disclosure, policies, privacy, textSystem, type Grant } from './consent.ts'

/** Who signed, where the consent names no signer but says that the person themself performed it. */
export const theirOwnName = 'signed-in-their-own-name'

const loinc = (code: string) => ({ system: codeSystems.loinc, code })

/** Each says no more than that this is a consent to a disclosure: consent document, release of information. */
const categories = [disclosure, loinc('59284-0'), loinc('64292-6')]
/** What is not permitted is denied: the only rule that is carried out. */
const optIn = { system: codeSystems.actCode, code: 'OPTIN' }
/**
 * What a Consent grants. It is refused by path for whatever it says that would not be obeyed: a limit, an exception,
 * another rule, another purpose, a later beginning (FHIR R4 Consent; 42 CFR 2.31). `now` is an instant.
 * @throws FhirProblem naming every fault by its FHIRPath
 */
export function fromConsent(body: unknown, base: string, now: string): Grant {
  const consent = new Reader(body, 'Consent', { base, unread: everything })
  const status = consent.required('status')
  if (status !== '' && status !== 'active')
    consent.fault(
      'business-rule',
      'must be active: only a consent in force can be granted',
      'status',
    )
  needScope(consent)
  needCategories(consent)
  needPolicies(consent)
  const provision = consent.object('provision')
  if (provision === undefined)
    consent.fault('required', 'is required: who may learn what', 'provision')
  const isPart2 = provision !== undefined && isAboutSubstanceUse(provision)
  const personId = personOf(consent)
  const grant: Grant = {
    personId,
    part2: isPart2,
    disclosingOrganizationIds: consent
      .list('organization')
      .flatMap((each) => each.reference('Organization') ?? []),
    receivingOrganizationIds: provision === undefined ? [] : receivers(provision),
    categories: provision === undefined ? [] : opened(provision, isPart2),
    purposes: provision === undefined ? [] : purposes(provision),
    expiresOn: provision === undefined ? undefined : endOf(provision, now),
    textVersion: textOf(consent) ?? (isPart2 ? 'part2-consent-1' : 'sharing-consent-1'),
    signedName: signedBy(consent, personId),
    signedAt: signedOn(consent, now),
    identifier: identifierOf(consent),
  }
  consent.done()
  return grant
}

function needScope(consent: Reader): void {
  if (!consent.has('scope')) consent.fault('required', 'is required', 'scope')
  else if (!consent.codings('scope').some((coding) => isOneOf(coding, privacy)))
    consent.fault('not-supported', `must be ${privacy.code} of ${privacy.system}`, 'scope')
}

function needCategories(consent: Reader): void {
  const all = consent.list('category')
  if (all.length === 0) consent.fault('required', 'is required', 'category')
  for (const category of all) {
    const codings = category.list('coding').map((coding) => coding.coding())
    if (codings.length === 0 || !codings.every((coding) => isOneOf(coding, ...categories)))
      category.fault(
        'not-supported',
        `must be ${categories.map(({ system, code }) => `${system}|${code}`).join(' or ')}`,
      )
  }
}

function needPolicies(consent: Reader): void {
  for (const policy of consent.list('policy')) {
    const uri = policy.string('uri')
    if (!Object.values(policies).some((each) => each === uri))
      policy.fault('not-supported', `must be ${Object.values(policies).join(' or ')}`, 'uri')
  }
  if (!consent.has('policyRule')) return
  const rules = consent.codings('policyRule')
  if (rules.length === 0 || !rules.every((rule) => isOneOf(rule, optIn)))
    consent.fault('not-supported', 'must be OPTIN: what is not permitted is denied', 'policyRule')
}

function personOf(consent: Reader): string {
  if (!consent.has('patient')) consent.fault('required', 'is required', 'patient')
  return consent.referenceTo('patient', 'Patient') ?? ''
}

/** A text of our own is kept by its version; another one would be lost, and ours would stand in its place. */
function textOf(consent: Reader): string | undefined {
  const source = consent.object('sourceReference')
  if (source === undefined) return undefined
  const identifier = source.object('identifier')
  if (identifier === undefined)
    return source.fault('required', `must name a text of ${textSystem}`, 'identifier')
  if (identifier.string('system') !== textSystem)
    identifier.fault('not-supported', `must be ${textSystem}`, 'system')
  return identifier.required('value', 60)
}

/** The person signs for themself: that somebody else did, and in what capacity, would be lost. */
function signedBy(consent: Reader, personId: string): string {
  const [performer, second] = consent.list('performer')
  second?.fault('not-supported', 'is one too many: one person signs')
  if (performer === undefined) return ''
  const signer = performer.reference('Patient')
  if (signer !== undefined && signer !== personId)
    performer.fault('not-supported', 'must be the patient, who signs for themself')
  return performer.string('display', 120) ?? theirOwnName
}

/** As it was written; the day at least (42 CFR 2.31(a)(9)). */
function signedOn(consent: Reader, now: string): string {
  if (!consent.has('dateTime'))
    consent.fault('required', 'is required: when it was signed', 'dateTime')
  const dateTime = consent.dateTime('dateTime')
  if (dateTime === undefined) return ''
  if (dayOf(dateTime) === undefined)
    consent.fault('value', 'must name the day on which it was signed', 'dateTime')
  if (isAhead(dateTime, now)) consent.fault('value', 'must not lie ahead', 'dateTime')
  return dateTime
}

function identifierOf(consent: Reader): Grant['identifier'] {
  const [first, ...others] = identifiersOf(consent)
  if (others.length > 0)
    consent.fault('not-supported', 'must have one entry at most: one is kept', 'identifier')
  return first
}
