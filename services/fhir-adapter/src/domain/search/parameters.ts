import type { Resource, ResourceType } from '../resource.ts'
import { between, list, object } from './elements.ts'
import {
  canonical,
  date,
  indexed,
  period,
  reference,
  string,
  token,
  uri,
  type Parameter,
} from './parameter.ts'

const status = token('status', (r) => r['status'])
const category = token('category', (r) => r['category'])
const code = token('code', (r) => r['code'])
const identifier = indexed(token('identifier', (r) => r['identifier']))
const inPeriod = indexed(period('date', (r) => r['period']))
const organization = (element: string) => indexed(reference('organization', (r) => r[element]))

/** The person is the index of the people themselves: no entry of its own. */
const personBy = (element: string, ...names: readonly string[]): Parameter[] =>
  names.map((name) =>
    indexed(
      reference(name, (r) => r[element]),
      'person',
    ),
  )
const subject = personBy('subject', 'patient', 'subject')

const names = (r: Resource) => list(r['name']).map(object)
const parts = (r: Resource) =>
  names(r).flatMap((name) => [name['text'], name['family'], ...list(name['given'])])
const participants = (r: Resource) => list(r['participant']).map(object)

/**
 * What each type can be searched by: what US Core 6.1 requires of a server (each SHALL, alone and in combination) and
 * what the referral guides do (SDOHCC: Task by owner, requester, status). One table for the index, the search and the
 * capability statement.
 */
export const searchParameters: Readonly<Record<ResourceType, readonly Parameter[]>> = {
  Patient: [
    identifier,
    token('gender', (r) => r['gender']),
    indexed(date('birthdate', (r) => r['birthDate'])),
    indexed(string('name', parts)),
    indexed(
      string('family', (r) => names(r).map((name) => name['family'])),
      'name',
    ),
    indexed(
      string('given', (r) => names(r).flatMap((name) => list(name['given']))),
      'name',
    ),
  ],
  Practitioner: [identifier, indexed(string('name', parts))],
  PractitionerRole: [
    indexed(reference('practitioner', (r) => r['practitioner'])),
    organization('organization'),
    token('specialty', (r) => r['specialty']),
    token('role', (r) => r['code']),
  ],
  Organization: [
    string('name', (r) => [r['name']]),
    string('address', (r) =>
      list(r['address']).flatMap((each) => {
        const { line, city, state, postalCode, country } = object(each)
        return [...list(line), city, state, postalCode, country]
      }),
    ),
  ],
  HealthcareService: [
    string('name', (r) => [r['name']]),
    organization('providedBy'),
    token('active', (r) => r['active']),
  ],
  ServiceRequest: [
    ...subject,
    indexed(status),
    identifier,
    code,
    category,
    token('priority', (r) => r['priority']),
    indexed(date('authored', (r) => r['authoredOn'])),
    indexed(reference('requester', (r) => r['requester'])),
    indexed(reference('performer', (r) => r['performer'])),
  ],
  Task: [
    ...personBy('for', 'patient', 'subject'),
    indexed(status),
    code,
    token('intent', (r) => r['intent']),
    indexed(reference('owner', (r) => r['owner'])),
    indexed(reference('requester', (r) => r['requester'])),
    indexed(reference('focus', (r) => r['focus'])),
    indexed(date('authored-on', (r) => r['authoredOn'])),
    token('business-status', (r) => r['businessStatus']),
  ],
  CareTeam: [
    ...subject,
    status,
    category,
    indexed(reference('participant', (r) => participants(r).map(({ member }) => member))),
    token('role', (r) => participants(r).flatMap(({ role }) => list(role))),
    inPeriod,
  ],
  CarePlan: [
    ...subject,
    status,
    category,
    inPeriod,
    indexed(reference('care-team', (r) => r['careTeam'])),
  ],
  Goal: [
    ...subject,
    token('lifecycle-status', (r) => r['lifecycleStatus']),
    indexed(date('start-date', (r) => r['startDate'])),
  ],
  Encounter: [
    ...subject,
    status,
    token('class', (r) => r['class']),
    token('type', (r) => r['type']),
    inPeriod,
    indexed(reference('participant', (r) => participants(r).map(({ individual }) => individual))),
  ],
  Consent: [
    identifier,
    ...personBy('patient', 'patient'),
    status,
    category,
    indexed(date('date', (r) => r['dateTime'])),
    organization('organization'),
  ],
  Questionnaire: [
    uri('url', (r) => r['url']),
    status,
    code,
    string('name', (r) => [r['name']]),
    string('title', (r) => [r['title']]),
  ],
  QuestionnaireResponse: [
    ...subject,
    status,
    canonical('questionnaire', (r) => r['questionnaire']),
    indexed(date('authored', (r) => r['authored'])),
  ],
  Observation: [
    ...subject,
    status,
    code,
    category,
    indexed(date('date', (r) => r['effectiveDateTime'])),
  ],
}

/** What `_include` can follow. `CareTeam:participant` also brings the PractitionerRole's Practitioner and Organization. */
export const includes: Readonly<Partial<Record<ResourceType, readonly string[]>>> = {
  Task: ['Task:focus', 'Task:patient', 'Task:owner'],
  ServiceRequest: ['ServiceRequest:patient', 'ServiceRequest:performer'],
  CareTeam: [
    'CareTeam:participant',
    'CareTeam:participant:PractitionerRole',
    'CareTeam:participant:Practitioner',
    'CareTeam:patient',
  ],
  PractitionerRole: ['PractitionerRole:practitioner', 'PractitionerRole:organization'],
  CarePlan: ['CarePlan:care-team'],
}

export const parameterOf = (type: ResourceType, name: string): Parameter | undefined =>
  searchParameters[type].find((each) => each.name === name)

/** The keys, `Type/id`, of what a resource refers to under a reference parameter. */
export function targetsOf({ values }: Parameter, resource: Resource): string[] {
  return values(resource).map((value) => {
    const [id = '', type = ''] = value.split(between)
    return `${type}/${id}`
  })
}

/** The index entries of a resource, `Type name=value`; one for each value, and none for what finds little. */
export function searchTerms(type: ResourceType, resource: Resource): string[] {
  const terms = ownIndexes[type].flatMap(({ name, values }) =>
    values(resource).map((value) => termOf(type, name, value)),
  )
  return terms.length < 2 ? terms : [...new Set(terms)]
}

export const termOf = (type: ResourceType, index: string, value: string): string =>
  `${type} ${index}=${value}`

/** Under what a person's rows of one type are in the index `person`. */
export const personTerm = (type: ResourceType, personId: string): string =>
  termOf(type, 'person', `${personId}${between}Patient`)

const ownIndexes = Object.fromEntries(
  Object.entries(searchParameters).map(([type, all]) => [
    type,
    all.filter(({ name, index }) => index === name),
  ]),
) as unknown as Readonly<Record<ResourceType, readonly Parameter[]>>
