import type { SQLInputValue } from 'node:sqlite'
import { capabilityOf, commonParameters } from './capabilities.ts'
import type { ResourceCapability, SearchParameter } from './capabilities.ts'
import { FhirError } from './outcome.ts'
import { isObject, textAt, textsAt, valuesAt } from './resource.ts'
import type { Resource } from './resource.ts'

/** One value that a resource can be found by. */
type IndexEntry = { readonly name: string; readonly value: string }

/** A condition on the table of resources `r`, and the values bound in it. */
export type Condition = { readonly sql: string; readonly values: readonly SQLInputValue[] }

/** Everything that a resource can be found by, from the table of what is offered. */
export function indexEntries(resource: Resource): IndexEntry[] {
  const parameters = capabilityOf(resource.resourceType)?.search ?? []
  return parameters.flatMap((parameter) =>
    parameter.paths.flatMap((path) =>
      valuesAt(resource, path)
        .flatMap((value) => indexed(parameter, value))
        .map((value) => ({ name: parameter.name, value })),
    ),
  )
}

function indexed({ type }: SearchParameter, value: unknown): string[] {
  if (type === 'token' && isObject(value)) {
    const code = textAt(value, 'code') ?? textAt(value, 'value')
    return code === undefined ? [] : [`${textAt(value, 'system') ?? ''}|${code}`, code]
  }
  if (typeof value !== 'string') return []
  return [type === 'string' ? value.toLowerCase() : value]
}

export type SearchRequest = {
  readonly conditions: readonly Condition[]
  readonly count: number
  /** Position after which the page begins; 0 for the first page. */
  readonly after: number
  /** Parameters that were not understood and left out. */
  readonly ignored: readonly string[]
}

const maxCount = 100
const control = ['_count', '_page', '_format', '_total', '_sort']

/** Reads search parameters. @throws FhirError for a value that cannot be read, and under `strict` for an unknown name. */
export function parseSearch(
  capability: ResourceCapability,
  query: URLSearchParams,
  strict: boolean,
): SearchRequest {
  const known = [...commonParameters, ...capability.search]
  const conditions: Condition[] = []
  const ignored: string[] = []
  for (const [name, text] of query) {
    const parameter = known.find((one) => one.name === name)
    if (parameter !== undefined) conditions.push(conditionFor(parameter, text))
    else if (!control.includes(name)) ignored.push(name)
  }
  if (conditions.length > 20) throw new FhirError(400, 'too-long', 'Too many search parameters')
  if (strict && ignored.length > 0)
    throw new FhirError(400, 'not-supported', `Unknown search parameter: ${ignored.join(', ')}`)
  const count = wholeNumber(query.get('_count'), '_count', 20)
  return {
    conditions,
    count: Math.min(count, maxCount),
    after: wholeNumber(query.get('_page'), '_page', 0),
    ignored,
  }
}

function wholeNumber(text: string | null, name: string, otherwise: number): number {
  if (text === null) return otherwise
  if (!/^\d{1,12}$/.test(text)) throw new FhirError(400, 'value', `${name} must be a whole number`)
  return Number(text)
}

function conditionFor(parameter: SearchParameter, text: string): Condition {
  if (text.length > 2_000) throw new FhirError(400, 'too-long', `${parameter.name} is too long`)
  const alternatives = text.split(',').filter((one) => one !== '')
  if (alternatives.length > 100)
    throw new FhirError(400, 'too-long', `${parameter.name} has too many values`)
  if (alternatives.length === 0)
    throw new FhirError(400, 'value', `${parameter.name} must have a value`)
  const parts = alternatives.map((one) => alternative(parameter, one))
  return {
    sql: `(${parts.map(({ sql }) => sql).join(' OR ')})`,
    values: parts.flatMap(({ values }) => [...values]),
  }
}

function alternative(parameter: SearchParameter, text: string): Condition {
  if (parameter.name === '_id') return { sql: 'r.id = ?', values: [text] }
  if (parameter.type === 'date') return dateCondition(parameter, text)
  const find = (comparison: string, value: string): Condition => ({
    sql: `EXISTS (SELECT 1 FROM found_by f WHERE f.type = r.type AND f.id = r.id AND f.name = ? AND f.value ${comparison})`,
    values: [parameter.name, value],
  })
  if (parameter.type === 'string')
    return find("LIKE ? ESCAPE '\\'", `${escapeLike(text.toLowerCase())}%`)
  if (parameter.type === 'reference')
    return find('= ?', text.includes('/') ? text : `Patient/${text}`)
  return text.endsWith('|') ? find("LIKE ? ESCAPE '\\'", `${escapeLike(text)}%`) : find('= ?', text)
}

const comparisons: Record<string, string> = {
  eq: '=',
  gt: '>',
  lt: '<',
  ge: '>=',
  le: '<=',
  sa: '>',
  eb: '<',
}
const dateSyntax =
  /^(eq|gt|lt|ge|le|sa|eb)?(\d{4}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?)?)?)$/

/** Compares as many characters as were given, so that a day finds every time on it. */
function dateCondition({ name }: SearchParameter, text: string): Condition {
  const [, prefix = 'eq', given] = dateSyntax.exec(text) ?? []
  const comparison = comparisons[prefix]
  if (given === undefined || comparison === undefined)
    throw new FhirError(400, 'value', `${name} must be a date, with or without a prefix`)
  const instant = given.includes('T') ? new Date(given) : undefined
  if (instant !== undefined && Number.isNaN(instant.getTime()))
    throw new FhirError(400, 'value', `${name} must be a date`)
  const value = instant?.toISOString() ?? given
  if (name === '_lastUpdated')
    return { sql: `substr(r.updated_at, 1, ?) ${comparison} ?`, values: [value.length, value] }
  return {
    sql: `EXISTS (SELECT 1 FROM found_by f WHERE f.type = r.type AND f.id = r.id AND f.name = ? AND substr(f.value, 1, ?) ${comparison} ?)`,
    values: [name, value.length, value],
  }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (mark) => `\\${mark}`)
}

/** The patient in whose compartment a resource is, or undefined. */
export function patientOf(resource: Resource): string | undefined {
  const path = capabilityOf(resource.resourceType)?.patientPath
  if (path === undefined) return undefined
  return textsAt(resource, path)[0]?.replace(/^Patient\//, '')
}
