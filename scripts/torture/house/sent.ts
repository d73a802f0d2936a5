const system = 'urn:torture'
const hospital = '0190a000-0000-7000-8000-000000000001'
const programme = '0190a000-0000-7000-8000-000000000002'
const recoveryCoaching = '0190a000-0000-7000-8000-000000000102'
const inAYear = `${new Date().getUTCFullYear() + 1}-12-31`
const v3 = 'http://terminology.hl7.org/CodeSystem/v3'
const display = 'Robin Rivera'

/** Somebody whom a hospital knows by a number. */
export const patient = (number: string, family = 'Rivera') => ({
  resourceType: 'Patient',
  identifier: [{ system, value: number }],
  name: [{ use: 'usual', given: ['Robin'], family }],
  birthDate: '1990-02-03',
})

/** The hospital may tell the programme what it knows, under 42 CFR Part 2. */
export const consent = (personId: string, number: string) => ({
  resourceType: 'Consent',
  identifier: [{ system, value: number }],
  status: 'active',
  scope: {
    coding: [
      { system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' },
    ],
  },
  category: [{ coding: [{ system: `${v3}-ActCode`, code: 'IDSCL' }] }],
  patient: { reference: `Patient/${personId}`, display },
  dateTime: new Date().toISOString(),
  performer: [{ reference: `Patient/${personId}`, display }],
  organization: [{ reference: `Organization/${hospital}` }],
  provision: {
    type: 'permit',
    period: { end: inAYear },
    securityLabel: [{ system: `${v3}-ActCode`, code: '42CFRPart2' }],
    purpose: [{ system: `${v3}-ActReason`, code: 'TREAT' }],
    actor: [
      {
        role: { coding: [{ system: `${v3}-ParticipationType`, code: 'IRCP' }] },
        reference: { reference: `Organization/${programme}` },
      },
    ],
  },
})

/** A request that the programme helps them. */
export const serviceRequest = (personId: string, number: string) => ({
  resourceType: 'ServiceRequest',
  identifier: [{ system, value: number }],
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
  subject: { reference: `Patient/${personId}` },
  performer: [{ reference: `HealthcareService/${recoveryCoaching}` }],
})
