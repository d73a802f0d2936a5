import type { Resource, ResourceType } from './resource.ts'

type Json = Readonly<Record<string, unknown>>

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {}
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]
const text = (value: unknown): string[] => (typeof value === 'string' ? [value] : [])

/** `Type/id` and the bare id: both are searched for. */
function references(value: unknown): string[] {
  return list(value).flatMap((each) =>
    text(object(each)['reference']).flatMap((reference) => [
      reference,
      reference.slice(reference.indexOf('/') + 1),
    ]),
  )
}

/** `system|code`, `code` and `system|`. */
function tokens(values: unknown): string[] {
  return list(values).flatMap((value) => {
    const { system, code, value: identifier, coding } = object(value)
    if (coding !== undefined) return tokens(coding)
    const word = typeof code === 'string' ? code : identifier
    if (typeof word !== 'string') return text(value)
    return typeof system === 'string' ? [`${system}|${word}`, word, `${system}|`] : [word]
  })
}

/** Lower-case starts of names: FHIR's string search matches from the start, without case or accents. */
function words(values: readonly unknown[]): string[] {
  return values.flatMap(text).flatMap((each) => [fold(each), ...fold(each).split(/[\s-]+/)])
}

export const fold = (value: string): string =>
  value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

export type ParameterType = 'token' | 'reference' | 'string' | 'date' | 'uri'
export type Parameter = {
  readonly name: string
  readonly type: ParameterType
  readonly values: (resource: Resource) => string[]
}

const token = (name: string, pick: (resource: Resource) => unknown): Parameter => ({
  name,
  type: 'token',
  values: (resource) => tokens(pick(resource)),
})
const ref = (name: string, pick: (resource: Resource) => unknown): Parameter => ({
  name,
  type: 'reference',
  values: (resource) => references(pick(resource)),
})
const date = (name: string, pick: (resource: Resource) => unknown): Parameter => ({
  name,
  type: 'date',
  values: (resource) => text(pick(resource)),
})

const names = (resource: Resource) => list(resource['name']).map(object)
const string = (name: string, pick: (resource: Resource) => readonly unknown[]): Parameter => ({
  name,
  type: 'string',
  values: (resource) => words(pick(resource)),
})

const status = token('status', (r) => r['status'])
const identifier = token('identifier', (r) => r['identifier'])
const patientBy = (element: string): Parameter[] => [
  ref('patient', (r) => r[element]),
  ref('subject', (r) => r[element]),
]

/** What each type can be searched by: US Core's required parameters and those of the referral guides. One table for the index, the router and the capability statement. */
export const searchParameters: Readonly<Record<ResourceType, readonly Parameter[]>> = {
  Patient: [
    identifier,
    token('gender', (r) => r['gender']),
    date('birthdate', (r) => r['birthDate']),
    string('name', (r) =>
      names(r).flatMap((name) => [name['text'], name['family'], ...list(name['given'])]),
    ),
    string('family', (r) => names(r).map((name) => name['family'])),
    string('given', (r) => names(r).flatMap((name) => list(name['given']))),
  ],
  Practitioner: [
    identifier,
    string('name', (r) =>
      names(r).flatMap((name) => [name['text'], name['family'], ...list(name['given'])]),
    ),
  ],
  PractitionerRole: [
    ref('practitioner', (r) => r['practitioner']),
    ref('organization', (r) => r['organization']),
    token('specialty', (r) => list(r['specialty'])),
    token('role', (r) => list(r['code'])),
  ],
  Organization: [string('name', (r) => [r['name']])],
  HealthcareService: [
    string('name', (r) => [r['name']]),
    ref('organization', (r) => r['providedBy']),
    token('active', (r) => String(r['active'])),
  ],
  ServiceRequest: [
    ...patientBy('subject'),
    status,
    identifier,
    token('code', (r) => r['code']),
    token('category', (r) => list(r['category'])),
    token('priority', (r) => r['priority']),
    date('authored', (r) => r['authoredOn']),
    ref('requester', (r) => r['requester']),
    ref('performer', (r) => r['performer']),
  ],
  Task: [
    ref('patient', (r) => r['for']),
    ref('subject', (r) => r['for']),
    status,
    token('code', (r) => r['code']),
    token('intent', (r) => r['intent']),
    ref('owner', (r) => r['owner']),
    ref('requester', (r) => r['requester']),
    ref('focus', (r) => r['focus']),
    date('authored-on', (r) => r['authoredOn']),
    token('business-status', (r) => r['businessStatus']),
  ],
  CareTeam: [
    ...patientBy('subject'),
    status,
    token('category', (r) => list(r['category'])),
    ref('participant', (r) => list(r['participant']).map((each) => object(each)['member'])),
    token('role', (r) => list(r['participant']).flatMap((each) => list(object(each)['role']))),
    date('date', (r) => object(r['period'])['start']),
  ],
  CarePlan: [
    ...patientBy('subject'),
    status,
    token('category', (r) => list(r['category'])),
    date('date', (r) => object(r['period'])['start']),
    ref('care-team', (r) => r['careTeam']),
  ],
  Goal: [
    ...patientBy('subject'),
    token('lifecycle-status', (r) => r['lifecycleStatus']),
    date('start-date', (r) => r['startDate']),
  ],
  Encounter: [
    ...patientBy('subject'),
    status,
    token('class', (r) => r['class']),
    token('type', (r) => list(r['type'])),
    date('date', (r) => object(r['period'])['start']),
    ref('participant', (r) => list(r['participant']).map((each) => object(each)['individual'])),
  ],
  Consent: [
    identifier,
    ref('patient', (r) => r['patient']),
    status,
    token('category', (r) => list(r['category'])),
    date('date', (r) => r['dateTime']),
    ref('organization', (r) => r['organization']),
  ],
  Questionnaire: [
    { name: 'url', type: 'uri', values: (r) => text(r['url']) },
    status,
    token('code', (r) => r['code']),
    string('name', (r) => [r['name'], r['title']]),
  ],
  QuestionnaireResponse: [
    ...patientBy('subject'),
    status,
    { name: 'questionnaire', type: 'uri', values: (r) => text(r['questionnaire']) },
    date('authored', (r) => r['authored']),
  ],
  Observation: [
    ...patientBy('subject'),
    status,
    token('code', (r) => r['code']),
    token('category', (r) => list(r['category'])),
    date('date', (r) => r['effectiveDateTime']),
  ],
}

/** What `_include` can follow. `CareTeam:participant` also brings the PractitionerRole's Practitioner and Organization. */
export const includes: Readonly<Partial<Record<ResourceType, readonly string[]>>> = {
  Task: ['Task:focus', 'Task:patient', 'Task:owner'],
  ServiceRequest: ['ServiceRequest:patient', 'ServiceRequest:performer'],
  CareTeam: ['CareTeam:participant', 'CareTeam:patient'],
  PractitionerRole: ['PractitionerRole:practitioner', 'PractitionerRole:organization'],
  CarePlan: ['CarePlan:care-team'],
}

/** The index entries of a resource, `param=value`; dates too, for filtering. */
export function searchTerms(resource: Resource): string[] {
  const parameters = searchParameters[resource.resourceType as ResourceType]
  return parameters.flatMap(({ name, values }) =>
    [...new Set(values(resource))].map((value) => `${name}=${value}`),
  )
}
