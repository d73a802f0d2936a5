import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { FhirProblem } from '../outcome.ts'
import { toConsent, type Grant } from './consent.ts'
import { fromConsent } from './from-consent.ts'

const base = 'https://careloom.example/fhir'
const now = '2026-03-02T09:00:00.000Z'
const grant: Grant = {
  personId: 'p1',
  part2: true,
  disclosingOrganizationIds: ['peers'],
  receivingOrganizationIds: ['hospital'],
  categories: ['care-team', 'substance-use'],
  purposes: ['TREAT'],
  expiresOn: '2027-01-01',
  textVersion: 'part2-consent-1',
  signedName: 'Dana Reyes',
  signedAt: now,
  identifier: { system: 'urn:consent', value: '7' },
}
const v3 = 'http://terminology.hl7.org/CodeSystem/v3-'
const coded = (system: string, code: string) => ({ coding: [{ system, code }] })
const actor = (code: string, reference = 'Organization/hospital') => ({
  role: coded(`${v3}ParticipationType`, code),
  reference: { reference },
})
const part2 = { system: `${v3}ActCode`, code: '42CFRPart2' }
const provision = { actor: [actor('IRCP')] }
const minimal = {
  resourceType: 'Consent',
  status: 'active',
  scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy'),
  category: [coded(`${v3}ActCode`, 'IDSCL')],
  patient: { reference: 'Patient/p1' },
  dateTime: '2026-03-01',
  provision,
}

const read = (body: object) => fromConsent(body, base, now)
function faultsOf(body: object): string[] {
  try {
    read(body)
  } catch (error) {
    if (error instanceof FhirProblem)
      return error.issues.map(({ expression }) => expression?.[0] ?? '')
  }
  return []
}
const withProvision = (more: object) => ({ ...minimal, provision: { ...provision, ...more } })

/** What a consent may say that nobody here obeys (FHIR R4 Consent), and where it says so. */
const notObeyed: readonly (readonly [what: string, body: object, ...paths: readonly string[]])[] = [
  ['an exception', withProvision({ provision: [{ type: 'deny' }] }), 'Consent.provision.provision'],
  ['a denial', withProvision({ type: 'deny' }), 'Consent.provision.type'],
  ['an opt-out', { ...minimal, policyRule: coded(`${v3}ActCode`, 'OPTOUT') }, 'Consent.policyRule'],
  ['a rule in words', { ...minimal, policyRule: { text: 'opt out' } }, 'Consent.policyRule'],
  ['another policy', { ...minimal, policy: [{ uri: 'urn:x' }] }, 'Consent.policy[0].uri'],
  [
    'a policy of an authority',
    { ...minimal, policy: [{ authority: 'urn:x', uri: 'https://www.hhs.gov/hipaa' }] },
    'Consent.policy[0].authority',
  ],
  [
    'research',
    { ...minimal, scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', 'research') },
    'Consent.scope',
  ],
  [
    'an advance directive',
    { ...minimal, scope: coded('http://terminology.hl7.org/CodeSystem/consentscope', 'adr') },
    'Consent.scope',
  ],
  [
    'a scope of nobody’s',
    { ...minimal, scope: { coding: [{ code: 'patient-privacy' }] } },
    'Consent.scope',
  ],
  [
    'a category that says do not resuscitate',
    {
      ...minimal,
      category: [
        ...minimal.category,
        coded('http://terminology.hl7.org/CodeSystem/consentcategorycodes', 'dnr'),
      ],
    },
    'Consent.category[1]',
  ],
  ['a category in words', { ...minimal, category: [{ text: 'x' }] }, 'Consent.category[0]'],
  [
    'research as purpose',
    withProvision({ purpose: [{ system: `${v3}ActReason`, code: 'HRESCH' }] }),
    'Consent.provision.purpose[0]',
  ],
  [
    'a purpose of another system',
    withProvision({ purpose: [{ system: 'urn:x', code: 'TREAT' }] }),
    'Consent.provision.purpose[0]',
  ],
  [
    'a beginning in the future',
    withProvision({ period: { start: '2030-01-01' } }),
    'Consent.provision.period.start',
  ],
  [
    'single resources',
    withProvision({ data: [{ meaning: 'instance', reference: { reference: 'Task/1' } }] }),
    'Consent.provision.data',
  ],
  [
    'a span of data',
    withProvision({ dataPeriod: { start: '2020' } }),
    'Consent.provision.dataPeriod',
  ],
  ['a class', withProvision({ class: [{ code: 'CareTeam' }] }), 'Consent.provision.class'],
  ['an action', withProvision({ action: [coded('urn:x', 'access')] }), 'Consent.provision.action'],
  [
    'a code of another system',
    withProvision({ code: [coded('http://loinc.org', '11488-4')] }),
    'Consent.provision.code[0]',
  ],
  [
    'a category that there is not',
    withProvision({
      code: [coded('https://careloom.example/fhir/CodeSystem/information-category', 'shoe-size')],
    }),
    'Consent.provision.code[0]',
  ],
  [
    'a Part 2 label of no system',
    withProvision({ securityLabel: [{ code: '42CFRPart2' }] }),
    'Consent.provision.securityLabel[0]',
  ],
  [
    'a label of another kind',
    withProvision({ securityLabel: [part2, { system: `${v3}ActCode`, code: 'PSY' }] }),
    'Consent.provision.securityLabel[1]',
  ],
  [
    'the custodian',
    withProvision({ actor: [actor('IRCP'), actor('CST')] }),
    'Consent.provision.actor[1].role',
  ],
  [
    'an actor without a role',
    withProvision({ actor: [{ reference: { reference: 'Organization/hospital' } }] }),
    'Consent.provision.actor[0].role',
  ],
  [
    'a practitioner as recipient',
    withProvision({ actor: [actor('IRCP', 'Practitioner/1')] }),
    'Consent.provision.actor[0].reference.reference',
  ],
  [
    'a recipient of another server',
    withProvision({ actor: [actor('IRCP', 'https://other.example/fhir/Organization/hospital')] }),
    'Consent.provision.actor[0].reference.reference',
  ],
  [
    'a person of another server',
    { ...minimal, patient: { reference: 'https://other.example/fhir/Patient/p1' } },
    'Consent.patient.reference',
  ],
  ['an attachment', { ...minimal, sourceAttachment: { data: 'eA==' } }, 'Consent.sourceAttachment'],
  [
    'a document',
    { ...minimal, sourceReference: { reference: 'DocumentReference/1' } },
    'Consent.sourceReference.identifier',
    'Consent.sourceReference.reference',
  ],
  ['a verification', { ...minimal, verification: [{ verified: true }] }, 'Consent.verification'],
  [
    'somebody who signed for the person',
    { ...minimal, performer: [{ reference: 'RelatedPerson/1' }] },
    'Consent.performer[0].reference',
  ],
  [
    'another patient who signed',
    { ...minimal, performer: [{ reference: 'Patient/p2' }] },
    'Consent.performer[0]',
  ],
  ['no day of signature', { ...minimal, dateTime: '2026-02' }, 'Consent.dateTime'],
  ['a signature of tomorrow', { ...minimal, dateTime: '2026-03-04' }, 'Consent.dateTime'],
  [
    'a second identifier',
    { ...minimal, identifier: [1, 2].map((i) => ({ system: 's', value: `${i}` })) },
    'Consent.identifier',
  ],
  ['rules of implementation', { ...minimal, implicitRules: 'urn:x' }, 'Consent.implicitRules'],
  [
    'a modifier',
    { ...minimal, modifierExtension: [{ url: 'urn:x' }] },
    'Consent.modifierExtension',
  ],
  [
    'a modifier further down',
    withProvision({ actor: [{ ...actor('IRCP'), modifierExtension: [{ url: 'urn:x' }] }] }),
    'Consent.provision.actor[0].modifierExtension',
  ],
  ['what R4 does not know', { ...minimal, grantee: [{}] }, 'Consent.grantee'],
]

describe('reading a Consent', () => {
  it('finds what was written of it', () =>
    assert.deepEqual(read(toConsent({ consentId: 'c1', active: true, grant })), grant))
  for (const [what, body, ...paths] of notObeyed)
    it(`refuses ${what} by its path`, () => assert.deepEqual(faultsOf(body), paths))
  it('opens the usual when it names no category, and substance use only when its label says so', () => {
    assert.deepEqual(read(minimal).categories, ['contact', 'own-words', 'care-team'])
    const labelled = read(withProvision({ securityLabel: [part2] }))
    assert.deepEqual([labelled.part2, labelled.categories.at(-1)], [true, 'substance-use'])
  })
  it('takes a consent document, a rule to opt in, and a beginning in the past', () => {
    const body = {
      ...withProvision({ type: 'permit', period: { start: '2026-03-02T09:00:00Z' } }),
      category: [coded('http://loinc.org', '59284-0')],
      policyRule: coded(`${v3}ActCode`, 'OPTIN'),
    }
    assert.deepEqual(faultsOf(body), [])
  })
  it('takes references under our own base, of any version', () => {
    const body = {
      ...withProvision({ actor: [actor('IRCP', `${base}/Organization/hospital`)] }),
      patient: { reference: `${base}/Patient/p1/_history/3` },
    }
    const { personId, receivingOrganizationIds } = read(body)
    assert.deepEqual([personId, receivingOrganizationIds], ['p1', ['hospital']])
  })
  for (const [end, day] of [
    ['2027', '2027-12-31'],
    ['2027-02', '2027-02-28'],
    ['2028-02', '2028-02-29'],
    ['2027-06-30', '2027-06-30'],
    ['2026-12-31T23:00:00-08:00', '2026-12-31'],
    ['2027-01-01T00:30:00+14:00', '2027-01-01'],
  ] as const)
    it(`holds until ${end} is over, on ${day}`, () =>
      assert.equal(read(withProvision({ period: { end } })).expiresOn, day))
  it('keeps when it was signed as it was written', () => {
    for (const dateTime of ['2026-03-01', '2026-02-28T23:30:00-05:00', '2026-03-02'])
      assert.equal(read({ ...minimal, dateTime }).signedAt, dateTime)
  })
  it('names nobody as signer whom nobody named', () => {
    assert.equal(read(minimal).signedName, '')
    const named = { ...minimal, patient: { reference: 'Patient/p1', display: 'Dana Reyes' } }
    assert.equal(read(named).signedName, '')
  })
  it('names every fault by its FHIRPath', () => {
    assert.deepEqual(faultsOf({ resourceType: 'Consent' }), [
      'Consent.status',
      'Consent.scope',
      'Consent.category',
      'Consent.provision',
      'Consent.patient',
      'Consent.dateTime',
    ])
    assert.deepEqual(faultsOf({ ...minimal, status: 'draft' }), ['Consent.status'])
    assert.deepEqual(faultsOf(withProvision({ actor: [] })), ['Consent.provision.actor'])
    assert.deepEqual(faultsOf(withProvision({ period: { end: 'soon' } })), [
      'Consent.provision.period.end',
    ])
  })
})
