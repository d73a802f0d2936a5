import { error, FhirProblem } from '../../domain/outcome.ts'
import { isResourceType, type Resource, type ResourceType } from '../../domain/resource.ts'
import { dateSearch, spanOf } from '../../domain/search/dates.ts'
import { wantedBy, type Parameter, type ParameterType } from '../../domain/search/parameter.ts'
import { termOf } from '../../domain/search/terms.ts'
import { parameterOf } from './parameters.ts'

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

/** They find less, like any parameter of a type, but are no parameter of one (FHIR R4 3.1.1.5). */
const narrowing: readonly string[] = [
  '_has',
  '_filter',
  '_list',
  '_query',
  '_text',
  '_content',
  '_tag',
  '_profile',
  '_security',
  '_source',
]

/**
 * What one parameter of the query asks for; undefined when there is no such parameter. @throws FhirProblem 400 for a value
 * that cannot be, and for a modifier or a chain that is not supported: without it more would be found than was asked for
 * (FHIR R4 3.1.1.4.4).
 */
export function conditionFor(
  type: ResourceType,
  name: string,
  modifier: string | undefined,
  value: string,
  base: string,
): Condition | undefined {
  const [element = '', chained] = name.split('.')
  if (narrowing.includes(element)) throw notNarrowed(`${element} is not supported.`)
  const parameter = parameterOf(type, element)
  const common = element === '_id' || element === '_lastUpdated'
  if (parameter === undefined && !common) return undefined
  if (chained !== undefined)
    throw notNarrowed(`${element} cannot be chained here: search the other type first.`)
  if (parameter === undefined) {
    if (modifier !== undefined) throw notNarrowed(`${element} takes no modifier here.`)
    return element === '_id' ? idIn(value) : lastUpdated(type, value)
  }
  return narrowed(type, parameter, modifier, value, base)
}

function narrowed(
  type: ResourceType,
  parameter: Parameter,
  modifier: string | undefined,
  value: string,
  base: string,
): Condition {
  if (modifier === undefined) return anyOf(type, parameter, value, base)
  if (modifier === 'missing') return missing(parameter, value)
  if (modifier === 'not' && parameter.type === 'token')
    return not(anyOf(type, parameter, value, base))
  if (isResourceType(modifier) && parameter.type === 'reference')
    return anyOf(type, parameter, value.includes('/') ? value : `${modifier}/${value}`, base)
  const known = ['missing', ...(modifiersOf[parameter.type] ?? [])].join(', :')
  throw notNarrowed(`${parameter.name} takes no other modifier here than :${known}.`)
}

const modifiersOf: Partial<Record<ParameterType, readonly string[]>> = {
  token: ['not'],
  reference: ['[type]'],
}

const notNarrowed = (diagnostics: string) =>
  new FhirProblem(400, [error('not-supported', diagnostics)])

function idIn(value: string): Condition {
  const ids = new Set(value.split(','))
  return { holds: ({ id = '' }) => ids.has(id) }
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

function missing(parameter: Parameter, value: string): Condition {
  if (value !== 'true' && value !== 'false')
    throw new FhirProblem(400, [error('value', `${parameter.name}:missing must be true or false.`)])
  return { holds: (resource) => (parameter.values(resource).length === 0) === (value === 'true') }
}

const not = ({ holds }: Condition): Condition => ({ holds: (resource) => !holds(resource) })

/** Values joined by commas mean any of them. */
function anyOf(type: ResourceType, parameter: Parameter, value: string, base: string): Condition {
  const wanted = value.split(',').map((each) => wantedBy(parameter, each, base))
  const { index } = parameter
  const span = wanted.length === 1 ? wanted[0]?.span : undefined
  return {
    holds: (resource) =>
      parameter.values(resource).some((each) => wanted.some(({ takes }) => takes(each))),
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
