/** A FHIR R4 resource as JSON. Typed only as far as every resource is alike; the maps know the rest. */
export type Resource = {
  readonly resourceType: string
  readonly id: string
  readonly meta?: Meta
  readonly [element: string]: unknown
}

export type Meta = {
  readonly versionId?: string
  readonly lastUpdated?: string
  readonly profile?: readonly string[]
  readonly security?: readonly unknown[]
}

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

export const reference = (type: ResourceType, id: string, display?: string) =>
  display === undefined ? { reference: `${type}/${id}` } : { reference: `${type}/${id}`, display }

/** A CodeableConcept of one coding. */
export const concept = (
  coding: { system: string; code: string; display?: string },
  text?: string,
) => ({
  coding: [coding],
  ...(text === undefined ? {} : { text }),
})

/** Leaves out elements that have no value: FHIR knows no null and no empty array. */
export function compact<T extends Record<string, unknown>>(resource: T): T {
  for (const [key, value] of Object.entries(resource))
    if (value === undefined || (Array.isArray(value) && value.length === 0)) delete resource[key]
  return resource
}

export const usCore = (name: string): string =>
  `http://hl7.org/fhir/us/core/StructureDefinition/us-core-${name}`
