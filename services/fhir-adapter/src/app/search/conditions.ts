import type { Resource, ResourceType } from '../../domain/resource.ts'
import { dateSearch, spanOf } from '../../domain/search/dates.ts'
import { wantedBy, type Parameter } from '../../domain/search/parameter.ts'
import { parameterOf, termOf } from '../../domain/search/parameters.ts'

/** Where a search begins to read: a span of an index that holds everything it can find. */
export type Start = {
  readonly index: 'terms' | 'person' | 'updated' | 'type'
  readonly from: string
  readonly to: string
  /** Under what a resource stands in the index, where that may be several of its values within the span. */
  readonly entries?: (resource: Resource) => readonly string[]
}
export type Condition = {
  readonly holds: (resource: Resource) => boolean
  readonly start?: Start | undefined
  /** The fewer a start may be expected to find, the lower. */
  readonly rank?: number
}

/** What one parameter of the query asks for; undefined when it is not supported. @throws FhirProblem 400 for a value that cannot be */
export function conditionFor(
  type: ResourceType,
  name: string,
  modifier: string | undefined,
  value: string,
  base: string,
): Condition | undefined {
  if (name === '_id' && modifier === undefined) return idIn(value)
  if (name === '_lastUpdated' && modifier === undefined) return lastUpdated(type, value)
  const parameter = parameterOf(type, name)
  if (parameter === undefined) return undefined
  if (modifier === 'missing') return missing(parameter, value)
  if (modifier === 'not' && parameter.type === 'token')
    return not(anyOf(type, parameter, value, base))
  if (modifier === undefined) return anyOf(type, parameter, value, base)
  return modifier === 'Patient' && parameter.type === 'reference'
    ? anyOf(type, parameter, value.includes('/') ? value : `Patient/${value}`, base)
    : undefined
}

function idIn(value: string): Condition {
  const ids = new Set(value.split(','))
  return { holds: ({ id }) => ids.has(id) }
}

function lastUpdated(type: ResourceType, value: string): Condition {
  const { holds, starts } = dateSearch(value, '_lastUpdated', 'instant')
  return {
    holds: ({ meta }) => meta?.lastUpdated !== undefined && holds(spanOf(meta.lastUpdated)),
    start:
      starts === undefined
        ? undefined
        : { index: 'updated', from: `${type} ${starts.from}`, to: `${type} ${starts.to}` },
    rank: rankOf({ type: 'date' }),
  }
}

const missing = ({ values }: Parameter, value: string): Condition => ({
  holds: (resource) => (values(resource).length === 0) === (value === 'true'),
})

const not = ({ holds }: Condition): Condition => ({ holds: (resource) => !holds(resource) })

/** Values joined by commas mean any of them. */
function anyOf(type: ResourceType, parameter: Parameter, value: string, base: string): Condition {
  const wanted = value.split(',').map((each) => wantedBy(parameter, each, base))
  const { values, index } = parameter
  const span = wanted.length === 1 ? wanted[0]?.span : undefined
  return {
    holds: (resource) => values(resource).some((each) => wanted.some(({ takes }) => takes(each))),
    start: span === undefined || index === undefined ? undefined : startAt(type, index, span),
    rank: rankOf(parameter),
  }
}

function startAt(
  type: ResourceType,
  index: string,
  { from, to }: { from: string; to: string },
): Start | undefined {
  const named = parameterOf(type, index === 'person' ? 'patient' : index)
  if (named === undefined) return undefined
  const entry = (value: string) => termOf(type, index, value)
  return {
    index: index === 'person' ? 'person' : 'terms',
    from: entry(from),
    to: entry(to),
    entries: (resource) => named.values(resource).map(entry),
  }
}

const ranks = ['identifier', 'person', 'reference', 'canonical', 'string', 'date']
function rankOf({ name, index, type }: Partial<Parameter>): number {
  const rank = ranks.findIndex((each) => each === name || each === index || each === type)
  return rank < 0 ? ranks.length : rank
}
