import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { FhirProblem } from '../outcome.ts'
import { fromPatient } from './from-patient.ts'
import { toPatient } from './patient.ts'

const details = {
  givenName: 'Dana',
  familyName: 'Reyes',
  birthDate: '1988-04-12',
  gender: 'female',
  pronouns: 'she/her',
  language: 'es',
  interpreterNeeded: true,
  contact: { phone: '(555) 010-0141', bestTimes: 'afternoons', voicemailOk: false },
}
const identifiers = [{ system: 'urn:mrn', value: 'HH-1001' }]
const minimal = { resourceType: 'Patient', name: [{ family: 'Reyes', given: ['Dana'] }] }

function faultsOf(body: object): string[] {
  try {
    fromPatient(body)
  } catch (error) {
    if (error instanceof FhirProblem)
      return error.issues.map(({ expression }) => expression?.[0] ?? '')
  }
  return []
}

describe('a Patient', () => {
  it('is the same there and back', () => {
    const patient = toPatient({ personId: 'p1', organizationId: 'org', details, identifiers })
    assert.deepEqual(fromPatient(patient), { details, identifiers })
    assert.deepEqual(
      [patient['managingOrganization'], patient['active']],
      [{ reference: 'Organization/org' }, true],
    )
  })
  it('holds no empty element', () => {
    const patient = toPatient({
      personId: 'p1',
      organizationId: 'org',
      details: { givenName: 'Dana', familyName: 'Reyes', interpreterNeeded: false },
      identifiers: [],
    })
    for (const [name, value] of Object.entries(patient))
      assert.ok(value !== undefined && (!Array.isArray(value) || value.length > 0), name)
  })
  it('goes by the name in use, never by an old one', () => {
    const named = (...name: object[]) => fromPatient({ ...minimal, name }).details
    assert.equal(
      named(
        { use: 'official', given: ['Daniela'], family: 'R' },
        { use: 'usual', given: ['Dana'], family: 'R' },
      ).givenName,
      'Dana',
    )
    assert.deepEqual(
      faultsOf({ ...minimal, name: [{ use: 'old', given: ['Daniela'], family: 'R' }] }),
      ['Patient.name'],
    )
    assert.deepEqual(
      [
        named({ text: 'Dana Maria Reyes' }).givenName,
        named({ text: 'Dana Maria Reyes' }).familyName,
      ],
      ['Dana', 'Maria Reyes'],
    )
  })
  it('asks for an interpreter by FHIR’s own extension and by US Core’s', () => {
    const asks = (...extension: object[]) =>
      fromPatient({ ...minimal, extension }).details.interpreterNeeded
    const own = 'http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired'
    const usCore = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-interpreter-needed'
    const answer = (code: string) => ({
      url: usCore,
      valueCoding: { system: 'http://snomed.info/sct', code },
    })
    assert.equal(asks({ url: own, valueBoolean: true }), true)
    assert.equal(asks({ url: 'urn:x' }, answer('373066001')), true)
    for (const no of [answer('373067005'), { url: own, valueBoolean: false }, { url: usCore }])
      assert.equal(asks(no), false)
  })
  it('speaks the language that is preferred, by whichever coding is a tag', () => {
    const speaks = (...communication: object[]) =>
      fromPatient({ ...minimal, communication }).details.language
    const local = { system: 'urn:local', code: 'spa' }
    const tag = (code: string) => ({ system: 'urn:ietf:bcp:47', code })
    assert.equal(speaks({ language: { coding: [local, tag('es')] } }), 'es')
    assert.equal(
      speaks(
        { language: { coding: [tag('es')] } },
        { preferred: true, language: { coding: [tag('EN-us')] } },
      ),
      'en-us',
    )
  })
  it('leaves no message unless the person said that one may', () => {
    assert.equal(
      fromPatient({ ...minimal, telecom: [{ system: 'phone', value: '5' }] }).details.contact
        ?.voicemailOk,
      false,
    )
  })
  it('is nobody whose record was given up or merged away, or who has died', () => {
    assert.deepEqual(faultsOf({ ...minimal, active: true, deceasedBoolean: false }), [])
    const link = [{ other: { reference: 'Patient/2' }, type: 'replaced-by' }]
    for (const more of [
      { active: false },
      { deceasedBoolean: true },
      { deceasedDateTime: '2020' },
      { link },
      { modifierExtension: [{ url: 'x' }] },
      { implicitRules: 'x' },
    ])
      assert.deepEqual(faultsOf({ ...minimal, ...more }), [`Patient.${Object.keys(more)[0]}`])
    assert.deepEqual(
      faultsOf({ ...minimal, telecom: [{ system: 'phone', value: '5', modifierExtension: [] }] }),
      ['Patient.telecom[0].modifierExtension'],
    )
  })
  it('names every fault by its FHIRPath', () => {
    assert.deepEqual(faultsOf({ resourceType: 'Patient' }), ['Patient.name'])
    assert.deepEqual(faultsOf({ ...minimal, birthDate: '1988-13-01', gender: 'x' }), [
      'Patient.birthDate',
      'Patient.gender',
    ])
    assert.deepEqual(faultsOf({ ...minimal, name: {} }), ['Patient.name', 'Patient.name'])
    assert.deepEqual(faultsOf({ ...minimal, identifier: [{ system: 1, value: 'v' }] }), [
      'Patient.identifier[0].system',
    ])
    assert.deepEqual(
      faultsOf({ ...minimal, telecom: [{ system: 'phone', value: 'x'.repeat(31) }] }),
      ['Patient.telecom[0].value'],
    )
  })
})
