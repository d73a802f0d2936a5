import type { CodeableConcept, Coding, FhirResource, Meta, Reference } from 'fhir/r4.js'

export type {
  CodeableConcept,
  Coding,
  ConsentProvision,
  ContactPoint,
  Extension,
  Meta,
  QuestionnaireItem,
} from 'fhir/r4.js'

/** A FHIR R4 resource as far as every one is alike; the maps know the rest. */
export type Resource = {
  readonly resourceType: string
  readonly id?: string | undefined
  readonly meta?: Meta | undefined
}
/** One that we serve. */
export type Stored = Resource & { readonly id: string }
/** The elements of a type as FHIR R4 defines them. */
export type ResourceOf<Type extends ResourceType> = Extract<FhirResource, { resourceType: Type }>

/** Every type we serve. The capability statement, the router and the search index are made from this list. */
export const resourceTypes = [
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'HealthcareService',
  'ServiceRequest',
  'Task',
  'CareTeam',
  'CarePlan',
  'Goal',
  'Encounter',
  'Consent',
  'Questionnaire',
  'QuestionnaireResponse',
  'Observation',
] as const
export type ResourceType = (typeof resourceTypes)[number]

export function isResourceType(value: string | undefined): value is ResourceType {
  return resourceTypes.some((type) => type === value)
}

export const reference = (type: ResourceType, id: string, display?: string): Reference =>
  display === undefined ? { reference: `${type}/${id}` } : { reference: `${type}/${id}`, display }

/** A CodeableConcept of one coding. */
export const concept = (coding: Coding, text?: string): CodeableConcept => ({
  coding: [coding],
  ...(text === undefined ? {} : { text }),
})

/** The code of a value set that somebody's word is. */
export const oneOf = <Code extends string>(
  codes: readonly Code[],
  word: string | undefined,
): Code | undefined => codes.find((code) => code === word)

/** Leaves out elements that have no value: FHIR knows no null and no empty array. */
export function compact<T extends object>(resource: T): T {
  for (const [key, value] of Object.entries(resource))
    if (value === undefined || (Array.isArray(value) && value.length === 0))
      Reflect.deleteProperty(resource, key)
  return resource
}

export const usCore = (name: string): string =>
  `http://hl7.org/fhir/us/core/StructureDefinition/us-core-${name}`
