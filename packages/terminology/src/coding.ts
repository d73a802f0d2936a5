/** A code with the system that defines it (FHIR R4 Coding). */
export type Coding<Code extends string = string> = {
  readonly system: string
  readonly code: Code
  readonly display: string
}

/** Code systems by the URI that FHIR R4 gives them. */
export const codeSystems = {
  nucc: 'http://nucc.org/provider-taxonomy',
  snomed: 'http://snomed.info/sct',
  hcpcs: 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets',
  loinc: 'http://loinc.org',
  actCode: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  actReason: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
  confidentiality: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  taskCode: 'http://hl7.org/fhir/CodeSystem/task-code',
  consentScope: 'http://terminology.hl7.org/CodeSystem/consentscope',
  identifierType: 'http://terminology.hl7.org/CodeSystem/v2-0203',
  language: 'urn:ietf:bcp:47',
} as const

/** The canonical reading of SNOMED CT's US edition, for `Coding.version`. */
export const snomedUsEdition = 'http://snomed.info/sct/731000124108'
