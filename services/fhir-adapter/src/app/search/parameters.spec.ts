import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { isResourceType, resourceTypes, type Resource } from '../../domain/resource.ts'
import { wantedBy } from '../../domain/search/parameter.ts'
import { includesOf, parameterOf, parametersOf, searchTerms } from './parameters.ts'

const base = 'https://careloom.example/fhir'

/** Whether a resource is found by `name=value`; what the index says may find more, never less. */
function finds(resource: Resource, name: string, value: string): boolean {
  const type = resource.resourceType
  const parameter = isResourceType(type) ? parameterOf(type, name) : undefined
  if (parameter === undefined) return assert.fail(`${type} has no parameter ${name}`)
  const { takes, span } = wantedBy(parameter, value, base)
  const taken = parameter.values(resource).filter(takes)
  for (const each of taken)
    assert.ok(span === undefined || (each >= span.from && each <= span.to), `${name}=${value}`)
  return taken.length > 0
}

const patient = {
  resourceType: 'Patient',
  id: 'p',
  name: [{ family: 'Núñez-Ortiz', given: ['Álvaro'] }],
  birthDate: '1990-02-03',
}
const request = {
  resourceType: 'ServiceRequest',
  id: 's',
  identifier: [{ system: 'urn:a', value: '1' }],
  code: { coding: [{ system: 'urn:c', code: 'x' }, { code: 'y' }] },
  status: 'active',
}
const task = {
  resourceType: 'Task',
  id: 't',
  for: { reference: 'Patient/p' },
  focus: { reference: 'ServiceRequest/s' },
}
const plan = {
  resourceType: 'CarePlan',
  id: 'c',
  period: { start: '2026-03-02T10:00:00.000Z', end: '2026-03-09T10:00:00.000Z' },
}
const table: readonly (readonly [
  what: string,
  resource: Resource,
  yes: readonly string[],
  no: readonly string[],
])[] = [
  [
    'a name from any word on, without case or accents',
    patient,
    ['family=nunez-o', 'family=ORTIZ', 'given=álv', 'name=alvaro', 'name=Ortiz', 'name='],
    ['family=alvaro', 'given=ortiz', 'name=unez', 'name=alvaroo'],
  ],
  ['a day', patient, ['birthdate=1990-02', 'birthdate=lt1991'], ['birthdate=gt1990-02-03']],
  [
    'a token with its system, without it, and the system alone',
    request,
    [
      'identifier=urn:a|1',
      'identifier=1',
      'identifier=urn:a|',
      'code=urn:c|x',
      'code=x',
      'code=|y',
    ],
    ['identifier=urn:b|1', 'identifier=urn:b|', 'identifier=', 'code=|x', 'status=act'],
  ],
  [
    'a reference with its type, as bare id, and under our base',
    task,
    ['patient=Patient/p', 'subject=p', 'focus=ServiceRequest/s', `focus=${base}/ServiceRequest/s`],
    ['patient=Group/p', 'focus=ServiceRequest/', 'focus=https://other.example/ServiceRequest/s'],
  ],
  ['a period', plan, ['date=ge2026-03-05', 'date=2026-03'], ['date=2026-03-05', 'date=gt2026-04']],
]

describe('what a resource is found by', () => {
  for (const [what, resource, yes, no] of table)
    it(`is ${what}`, () => {
      for (const [queries, expected] of [
        [yes, true],
        [no, false],
      ] as const)
        for (const query of queries) {
          const [name = '', ...value] = query.split('=')
          assert.equal(finds(resource, name, value.join('=')), expected, query)
        }
    })
  it('costs few entries of the index, and none twice', () => {
    assert.deepEqual(searchTerms('Patient', patient), [
      'Patient birthdate=1990-02-03\u001f1990-02-03~',
      'Patient name=nunez-ortiz',
      'Patient name=ortiz',
      'Patient name=alvaro',
    ])
    const member = { member: { reference: 'PractitionerRole/a' } }
    const team = { resourceType: 'CareTeam', id: 'c', participant: [member, member, {}] }
    assert.deepEqual(searchTerms('CareTeam', team), [
      'CareTeam participant=a\u001fPractitionerRole',
    ])
  })
  it('is said for every type, by names that differ; what can be included is among them', () => {
    for (const type of resourceTypes) {
      const names = parametersOf(type).map(({ name }) => name)
      assert.equal(new Set(names).size, names.length, type)
      for (const { index } of parametersOf(type))
        assert.ok(index === undefined || index === 'person' || names.includes(index), index)
      for (const each of includesOf(type)) assert.ok(names.includes(each.split(':')[1] ?? ''), each)
    }
  })
})
