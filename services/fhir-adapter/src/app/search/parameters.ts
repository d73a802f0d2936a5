import { resourceTypes, type Resource, type ResourceType } from '../../domain/resource.ts'
import { between } from '../../domain/search/elements.ts'
import type { Parameter } from '../../domain/search/parameter.ts'
import { termOf } from '../../domain/search/terms.ts'
import { resources } from '../resources/table.ts'

export const parametersOf = (type: ResourceType): readonly Parameter[] => resources[type].search

export const parameterOf = (type: ResourceType, name: string): Parameter | undefined =>
  parametersOf(type).find((each) => each.name === name)

export const includesOf = (type: ResourceType): readonly string[] => resources[type].includes ?? []

/** The keys, `Type/id`, of what a resource refers to under a reference parameter. */
export function targetsOf(parameter: Parameter, resource: Resource): string[] {
  return parameter.values(resource).map((value) => {
    const [id = '', type = ''] = value.split(between)
    return `${type}/${id}`
  })
}

/** The index entries of a resource, `Type name=value`; one for each value, and none for what finds little. */
export function searchTerms(type: ResourceType, resource: Resource): string[] {
  const terms = (ownIndexes.get(type) ?? []).flatMap((parameter) =>
    parameter.values(resource).map((value) => termOf(type, parameter.name, value)),
  )
  return terms.length < 2 ? terms : [...new Set(terms)]
}

const ownIndexes = new Map(
  resourceTypes.map((type) => [
    type,
    parametersOf(type).filter(({ name, index }) => index === name),
  ]),
)
