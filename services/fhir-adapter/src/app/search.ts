import type { Guard } from '@careloom/access'
import type { Cursor, Found, ReadModel } from '@careloom/event-sourcing'
import { error, FhirProblem, operationOutcome, type Issue } from '../domain/outcome.ts'
import type { Resource, ResourceType } from '../domain/resource.ts'
import { fold, includes, searchParameters, type Parameter } from '../domain/search-terms.ts'
import type { Interaction } from './interaction.ts'
import { classOf, type FhirRow } from './projections/fhir-resources.ts'

const defaultCount = 20
const maxCount = 200
const scanned = 200

type Test = (row: { readonly terms: readonly string[]; readonly resource: Resource }) => boolean
type Start = { readonly index: 'terms' | 'type' | 'updated'; readonly from: string; readonly to: string }
type Plan = {
  readonly start: Start
  readonly tests: readonly Test[]
  readonly count: number
  readonly include: readonly string[]
  readonly cursor: Cursor | undefined
  readonly warnings: readonly Issue[]
  readonly self: URLSearchParams
}

export type SearchNeeds = {
  readonly rows: ReadModel<FhirRow>
  readonly guard: Guard
  readonly configured: ReadonlyMap<string, Resource>
  readonly base: string
}

/** A search over one type; the Bundle holds only what the actor may see, and says nothing of the rest. */
export async function search(type: ResourceType, query: URLSearchParams, interaction: Interaction, needs: SearchNeeds): Promise<object> {
  const plan = planFor(type, query, interaction.prefer)
  const matches: Resource[] = []
  let cursor = plan.cursor
  let more = true
  if (cursor === undefined) matches.push(...configured(type, plan, needs))
  while (matches.length < plan.count && more) {
    const page = await needs.rows.find({ ...plan.start, after: cursor, limit: scanned })
    more = page.length === scanned
    for (const found of page) {
      cursor = { value: found.value, key: found.key }
      if (await isMatch(found, plan, interaction, needs)) matches.push(found.row.resource)
      if (matches.length === plan.count) {
        more = more || found !== page.at(-1)
        break
      }
    }
  }
  const included = await includedWith(matches, plan.include, interaction, needs)
  return bundle(type, plan, matches, included, more ? cursor : undefined, needs.base)
}

function configured(type: ResourceType, plan: Plan, { configured: all }: SearchNeeds): Resource[] {
  const mine = [...all.values()].filter((resource) => resource.resourceType === type)
  return mine.filter((resource) => plan.tests.every((test) => test({ resource, terms: termsOf(type, resource) }))).slice(0, maxCount)
}

const termsOf = (type: ResourceType, resource: Resource) => searchParameters[type].flatMap(({ name, values }) => values(resource).map((value) => `${name}=${value}`))

async function isMatch({ row }: Found<FhirRow>, plan: Plan, { actor }: Interaction, { guard }: SearchNeeds): Promise<boolean> {
  if (!plan.tests.every((test) => test(row))) return false
  const { class: recordClass, person, organization, part2 } = row
  return (await guard.judge({ actor, action: 'read', class: recordClass, person, organization, part2 })).allowed
}

/** @throws FhirProblem 400 for a value that cannot be, or for an unknown parameter under `Prefer: handling=strict` */
function planFor(type: ResourceType, query: URLSearchParams, prefer: string | undefined): Plan {
  const warnings: Issue[] = []
  const tests: Test[] = []
  const starts: Start[] = []
  const self = new URLSearchParams()
  for (const [key, value] of query) {
    if (key === '_cursor') continue
    const [name = '', modifier] = key.split(':')
    const known = name.startsWith('_') ? common(type, name, value, tests, starts) : specific(type, name, modifier, value, tests, starts)
    if (known) self.append(key, value)
    else warnings.push({ severity: 'warning', code: 'not-supported', diagnostics: `The parameter ${safe(key)} is not supported for ${type} and was left out.` })
  }
  if (warnings.length > 0 && prefer?.includes('handling=strict') === true)
    throw new FhirProblem(400, warnings.map(({ diagnostics }) => error('not-supported', diagnostics)))
  const start = starts.find(({ index }) => index === 'terms') ?? starts[0] ?? { index: 'type', from: type, to: type }
  return { start, tests, count: countOf(query), include: includesOf(type, query), cursor: cursorOf(query), warnings, self }
}

/** `_id`, `_lastUpdated`, `_count`, `_include`; what a page or a format needs is accepted silently. */
function common(type: ResourceType, name: string, value: string, tests: Test[], starts: Start[]): boolean {
  if (name === '_id') {
    const ids = value.split(',')
    tests.push(({ resource }) => ids.includes(resource.id))
    return true
  }
  if (name === '_lastUpdated') {
    const range = dateRange(value, '_lastUpdated')
    starts.push({ index: 'updated', from: `${type} ${range.from}`, to: `${type} ${range.to}` })
    tests.push(({ resource }) => inRange(resource.meta?.lastUpdated ?? '', range))
    return true
  }
  return ['_count', '_include', '_format', '_pretty', '_total', '_sort'].includes(name)
}

function specific(type: ResourceType, name: string, modifier: string | undefined, value: string, tests: Test[], starts: Start[]): boolean {
  const parameter = searchParameters[type].find((each) => each.name === name)
  if (parameter === undefined) return false
  if (modifier === 'missing') {
    tests.push(({ terms }) => terms.some((term) => term.startsWith(`${name}=`)) === (value === 'false'))
    return true
  }
  if (modifier !== undefined && !(modifier === 'not' && parameter.type === 'token') && !(parameter.type === 'reference' && modifier === 'Patient')) return false
  const test = testFor(parameter, value)
  tests.push(modifier === 'not' ? (row) => !test(row) : test)
  const indexed = parameter.type !== 'date' && parameter.type !== 'string' && modifier === undefined && !value.includes(',')
  if (indexed) starts.push({ index: 'terms', from: `${type} ${name}=${value}`, to: `${type} ${name}=${value}` })
  return true
}

/** Values joined by commas mean any of them. */
function testFor({ name, type }: Parameter, value: string): Test {
  if (type === 'date') {
    const ranges = value.split(',').map((each) => dateRange(each, name))
    return ({ terms }) => terms.some((term) => term.startsWith(`${name}=`) && ranges.some((range) => inRange(term.slice(name.length + 1), range)))
  }
  if (type === 'string') {
    const starts = value.split(',').map((each) => `${name}=${fold(each)}`)
    return ({ terms }) => terms.some((term) => starts.some((start) => term.startsWith(start)))
  }
  const wanted = new Set(value.split(',').map((each) => `${name}=${each}`))
  return ({ terms }) => terms.some((term) => wanted.has(term))
}

type Range = { readonly from: string; readonly to: string; readonly not?: boolean }
const end = '~'

/** FHIR date prefixes over text order: `ge2026-01-01`, `lt2026-02`. A day is the span of its instants. */
function dateRange(value: string, name: string): Range {
  const match = /^(eq|ne|gt|ge|lt|le|sa|eb)?(\d{4}(?:-\d{2}(?:-\d{2}(?:T[0-9:.]+(?:Z|[+-]\d{2}:\d{2})?)?)?)?)$/.exec(value)
  if (match === null) throw new FhirProblem(400, [error('value', `${name} must be a FHIR date with an optional prefix.`)])
  const date = toUtc(match[2] ?? '')
  const after = date + end
  switch (match[1]) {
    case 'gt':
    case 'sa':
      return { from: after, to: end }
    case 'ge':
      return { from: date, to: end }
    case 'lt':
    case 'eb':
      return { from: '', to: before(date) }
    case 'le':
      return { from: '', to: after }
    case 'ne':
      return { from: date, to: after, not: true }
    default:
      return { from: date, to: after }
  }
}

function toUtc(date: string): string {
  if (!date.includes('T')) return date
  const at = Date.parse(date)
  return Number.isNaN(at) ? date : new Date(at).toISOString()
}

/** The greatest text below `date`. */
const before = (date: string): string => date.slice(0, -1) + String.fromCharCode(date.charCodeAt(date.length - 1) - 1) + end
const inRange = (value: string, { from, to, not }: Range): boolean => (value >= from && value <= to) !== (not ?? false)

function countOf(query: URLSearchParams): number {
  const text = query.get('_count')
  if (text === null) return defaultCount
  if (!/^\d{1,6}$/.test(text)) throw new FhirProblem(400, [error('value', '_count must be a whole number.')])
  return Math.min(Math.max(Number(text), 1), maxCount)
}

function includesOf(type: ResourceType, query: URLSearchParams): string[] {
  const asked = query.getAll('_include')
  const unknown = asked.find((each) => includes[type]?.includes(each) !== true)
  if (unknown !== undefined) throw new FhirProblem(400, [error('not-supported', `_include is supported for ${includes[type]?.join(', ') ?? 'no parameter'} here.`)])
  return asked
}

function cursorOf(query: URLSearchParams): Cursor | undefined {
  const text = query.get('_cursor')
  if (text === null) return undefined
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (Array.isArray(parsed) && typeof parsed[0] === 'string' && typeof parsed[1] === 'string') return { value: parsed[0], key: parsed[1] }
  } catch {
    // Falls through: a link that is not ours.
  }
  throw new FhirProblem(400, [error('value', 'This page link is not one of ours.')])
}

async function includedWith(matches: readonly Resource[], include: readonly string[], { actor }: Interaction, { rows, guard, configured: all }: SearchNeeds): Promise<Resource[]> {
  const found = new Map<string, Resource>()
  const follow = async (resources: readonly Resource[], parameter: string): Promise<Resource[]> => {
    const [type, name = ''] = parameter.split(':')
    const fresh: Resource[] = []
    for (const resource of resources) {
      if (resource.resourceType !== type) continue
      const targets = searchParameters[type as ResourceType].find((each) => each.name === name)?.values(resource) ?? []
      for (const key of targets.filter((each) => each.includes('/') && !found.has(each))) {
        const row = await rows.get(key)
        const allowed = row !== undefined && (await guard.judge({ actor, action: 'read', class: row.class, person: row.person, organization: row.organization, part2: row.part2 })).allowed
        const target = allowed ? row.resource : all.get(key)
        if (target === undefined) continue
        found.set(key, target)
        fresh.push(target)
      }
    }
    return fresh
  }
  for (const parameter of include) {
    const fresh = await follow(matches, parameter)
    // A member is a role; who holds it and for whom is one step further.
    if (parameter === 'CareTeam:participant') for (const next of includes.PractitionerRole ?? []) await follow(fresh, next)
  }
  return [...found.values()]
}

function bundle(type: ResourceType, plan: Plan, matches: readonly Resource[], included: readonly Resource[], next: Cursor | undefined, base: string): object {
  const link = (relation: string, query: URLSearchParams) => ({ relation, url: `${base}/${type}${query.size === 0 ? '' : '?'}${query.toString()}` })
  const links = [link('self', plan.self)]
  if (next !== undefined) {
    const query = new URLSearchParams(plan.self)
    query.set('_cursor', Buffer.from(JSON.stringify([next.value, next.key])).toString('base64url'))
    links.push(link('next', query))
  }
  const entry = (resource: Resource, mode: string) => ({ fullUrl: `${base}/${resource.resourceType}/${resource.id}`, resource, search: { mode } })
  const outcome = plan.warnings.length === 0 ? [] : [{ resource: operationOutcome(...plan.warnings), search: { mode: 'outcome' } }]
  const entries = [...matches.map((each) => entry(each, 'match')), ...included.map((each) => entry(each, 'include')), ...outcome]
  const complete = plan.cursor === undefined && next === undefined
  return { resourceType: 'Bundle', type: 'searchset', ...(complete ? { total: matches.length } : {}), link: links, ...(entries.length === 0 ? {} : { entry: entries }) }
}

/** A parameter's name as far as it can be repeated: a name, not what somebody typed into it. */
const safe = (key: string): string => (/^[A-Za-z_][A-Za-z0-9_.:-]{0,40}$/.test(key) ? key : '(unreadable)')

export const recordClassOf = (type: ResourceType) => classOf[type]
