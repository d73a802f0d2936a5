import type { AccessDecision, Guard, RecordClass } from '@careloom/access'
import type { Cursor, Found, ReadModel } from '@careloom/event-sourcing'
import { error, FhirProblem, operationOutcome, type Issue } from '../domain/outcome.ts'
import type { Resource, ResourceType } from '../domain/resource.ts'
import { dateRange, inRange } from '../domain/search-dates.ts'
import { fold, includes, searchParameters, type Parameter } from '../domain/search-terms.ts'
import type { Interaction } from './interaction.ts'
import { recordOf, type FhirRow } from './projections/fhir-resources.ts'

const defaultCount = 20
const maxCount = 200
const scanned = 200

type Test = (row: { readonly terms: readonly string[]; readonly resource: Resource }) => boolean
type Start = {
  readonly index: 'terms' | 'type' | 'updated'
  readonly from: string
  readonly to: string
}
type Plan = {
  readonly start: Start
  readonly tests: readonly Test[]
  /** Given `_id`: only these are looked at. */
  readonly ids: readonly string[] | undefined
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

/** Whose record an answer holds, and what let it out. */
export type Seen = {
  readonly person: string
  readonly class: RecordClass
  readonly decision: AccessDecision
}

/** The rows that an actor was shown, person by person, for the audit trail. */
class Shown {
  readonly seen = new Map<string, Seen>()
  private readonly guard: Guard
  private readonly actor: Interaction['actor']

  constructor(guard: Guard, actor: Interaction['actor']) {
    this.guard = guard
    this.actor = actor
  }

  async mayShow(row: FhirRow): Promise<boolean> {
    const record = recordOf(row)
    const decision = await this.guard.judge({ actor: this.actor, action: 'read', ...record })
    const { person, class: recordClass } = record
    if (decision.allowed && person !== undefined)
      this.seen.set(`${person} ${recordClass}`, { person, class: recordClass, decision })
    return decision.allowed
  }
}

/** A search over one type; the Bundle holds only what the actor may see, and says nothing of the rest. */
export async function search(
  type: ResourceType,
  query: URLSearchParams,
  interaction: Interaction,
  needs: SearchNeeds,
): Promise<{ body: object; seen: readonly Seen[] }> {
  const plan = planFor(type, query, interaction.prefer)
  const shown = new Shown(needs.guard, interaction.actor)
  const first = configured(type, plan, needs)
  const { matches, next } =
    first.matches.length > 0 ? first : await matching(type, plan, needs, shown)
  const included = await includedWith(matches, plan.include, needs, shown)
  return {
    body: bundle(type, plan, matches, included, next, needs.base),
    seen: [...shown.seen.values()],
  }
}

type Matches = { readonly matches: Resource[]; readonly next: Cursor | undefined }

async function matching(
  type: ResourceType,
  plan: Plan,
  { rows }: SearchNeeds,
  shown: Shown,
): Promise<Matches> {
  const matches: Resource[] = []
  let cursor = plan.cursor
  for (;;) {
    const page =
      plan.ids === undefined
        ? await rows.find({ ...plan.start, after: cursor, limit: scanned })
        : await byIds(type, plan.ids, cursor, rows)
    for (const found of page) {
      // One more than is answered tells whether there is a next page.
      if (!plan.tests.every((test) => test(found.row)))
        cursor = { value: found.value, key: found.key }
      else if (matches.length === plan.count) return { matches, next: cursor }
      else {
        cursor = { value: found.value, key: found.key }
        if (await shown.mayShow(found.row)) matches.push(found.row.resource)
      }
    }
    if (plan.ids !== undefined || page.length < scanned) return { matches, next: undefined }
  }
}

async function byIds(
  type: ResourceType,
  ids: readonly string[],
  after: Cursor | undefined,
  rows: ReadModel<FhirRow>,
): Promise<readonly Found<FhirRow>[]> {
  const keys = [...new Set(ids)]
    .map((id) => `${type}/${id}`)
    .filter((key) => key > (after?.key ?? ''))
  const found = await Promise.all(
    keys.sort().map(async (key) => ({ key, value: type, row: await rows.get(key) })),
  )
  return found.flatMap(({ key, value, row }) => (row === undefined ? [] : [{ key, value, row }]))
}

/** Resources that follow from configuration; of their types there are no others. */
function configured(type: ResourceType, plan: Plan, { configured: all }: SearchNeeds): Matches {
  const after = plan.cursor?.key ?? ''
  const mine = [...all].filter(
    ([key, resource]) =>
      resource.resourceType === type &&
      key > after &&
      plan.tests.every((test) => test({ resource, terms: termsOf(type, resource) })),
  )
  const page = mine.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, plan.count)
  const last = page.at(-1)
  return {
    matches: page.map(([, resource]) => resource),
    next:
      last !== undefined && mine.length > page.length ? { value: type, key: last[0] } : undefined,
  }
}

const termsOf = (type: ResourceType, resource: Resource) =>
  searchParameters[type].flatMap(({ name, values }) =>
    values(resource).map((value) => `${name}=${value}`),
  )

/** @throws FhirProblem 400 for a value that cannot be, or for an unknown parameter under `Prefer: handling=strict` */
function planFor(type: ResourceType, query: URLSearchParams, prefer: string | undefined): Plan {
  const warnings: Issue[] = []
  const tests: Test[] = []
  const starts: Start[] = []
  const self = new URLSearchParams()
  for (const [key, value] of query) {
    if (key === '_cursor') continue
    const [name = '', modifier] = key.split(':')
    const known = name.startsWith('_')
      ? modifier === undefined && common(type, name, value, tests, starts)
      : specific(type, name, modifier, value, tests, starts)
    if (known) self.append(key, value)
    else
      warnings.push({
        severity: 'warning',
        code: 'not-supported',
        diagnostics: `The parameter ${safe(key)} is not supported for ${type} and was left out.`,
      })
  }
  if (warnings.length > 0 && prefer?.includes('handling=strict') === true)
    throw new FhirProblem(
      400,
      warnings.map(({ diagnostics }) => error('not-supported', diagnostics)),
    )
  const start = starts.find(({ index }) => index === 'terms') ??
    starts[0] ?? { index: 'type', from: type, to: type }
  const ids = query.get('_id')?.split(',')
  return {
    start,
    tests,
    ids,
    count: countOf(query),
    include: includesOf(type, query),
    cursor: cursorOf(query),
    warnings,
    self,
  }
}

/** `_id`, `_lastUpdated`, `_count`, `_include`; what a page or a format needs is accepted silently. */
function common(
  type: ResourceType,
  name: string,
  value: string,
  tests: Test[],
  starts: Start[],
): boolean {
  if (name === '_id') {
    const ids = value.split(',')
    tests.push(({ resource }) => ids.includes(resource.id))
    return true
  }
  if (name === '_lastUpdated') {
    const range = dateRange(value, '_lastUpdated')
    if (range.not !== true)
      starts.push({ index: 'updated', from: `${type} ${range.from}`, to: `${type} ${range.to}` })
    tests.push(({ resource }) => inRange(resource.meta?.lastUpdated ?? '', range))
    return true
  }
  return ['_count', '_include', '_format', '_pretty', '_total'].includes(name)
}

function specific(
  type: ResourceType,
  name: string,
  modifier: string | undefined,
  value: string,
  tests: Test[],
  starts: Start[],
): boolean {
  const parameter = searchParameters[type].find((each) => each.name === name)
  if (parameter === undefined) return false
  if (modifier === 'missing') {
    tests.push(
      ({ terms }) => terms.some((term) => term.startsWith(`${name}=`)) === (value === 'false'),
    )
    return true
  }
  if (
    modifier !== undefined &&
    !(modifier === 'not' && parameter.type === 'token') &&
    !(parameter.type === 'reference' && modifier === 'Patient')
  )
    return false
  const test = testFor(parameter, value)
  tests.push(modifier === 'not' ? (row) => !test(row) : test)
  const indexed =
    parameter.type !== 'date' &&
    parameter.type !== 'string' &&
    modifier === undefined &&
    !value.includes(',')
  if (indexed)
    starts.push({
      index: 'terms',
      from: `${type} ${name}=${value}`,
      to: `${type} ${name}=${value}`,
    })
  return true
}

/** Values joined by commas mean any of them. */
function testFor({ name, type }: Parameter, value: string): Test {
  if (type === 'date') {
    const ranges = value.split(',').map((each) => dateRange(each, name))
    return ({ terms }) =>
      terms.some(
        (term) =>
          term.startsWith(`${name}=`) &&
          ranges.some((range) => inRange(term.slice(name.length + 1), range)),
      )
  }
  if (type === 'string') {
    const starts = value.split(',').map((each) => `${name}=${fold(each)}`)
    return ({ terms }) => terms.some((term) => starts.some((start) => term.startsWith(start)))
  }
  const wanted = new Set(value.split(',').map((each) => `${name}=${each}`))
  return ({ terms }) => terms.some((term) => wanted.has(term))
}

function countOf(query: URLSearchParams): number {
  const text = query.get('_count')
  if (text === null) return defaultCount
  if (!/^\d{1,6}$/.test(text))
    throw new FhirProblem(400, [error('value', '_count must be a whole number.')])
  return Math.min(Math.max(Number(text), 1), maxCount)
}

function includesOf(type: ResourceType, query: URLSearchParams): string[] {
  const asked = query.getAll('_include')
  const unknown = asked.find((each) => includes[type]?.includes(each) !== true)
  if (unknown !== undefined)
    throw new FhirProblem(400, [
      error(
        'not-supported',
        `_include is supported for ${includes[type]?.join(', ') ?? 'no parameter'} here.`,
      ),
    ])
  return asked
}

function cursorOf(query: URLSearchParams): Cursor | undefined {
  const text = query.get('_cursor')
  if (text === null) return undefined
  try {
    const parsed: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    if (Array.isArray(parsed) && typeof parsed[0] === 'string' && typeof parsed[1] === 'string')
      return { value: parsed[0], key: parsed[1] }
  } catch {
    // Falls through: a link that is not ours.
  }
  throw new FhirProblem(400, [error('value', 'This page link is not one of ours.')])
}

async function includedWith(
  matches: readonly Resource[],
  include: readonly string[],
  { rows, configured: all }: SearchNeeds,
  shown: Shown,
): Promise<Resource[]> {
  const found = new Map<string, Resource>()
  const follow = async (resources: readonly Resource[], parameter: string): Promise<Resource[]> => {
    const [type, name = ''] = parameter.split(':')
    const fresh: Resource[] = []
    for (const resource of resources) {
      if (resource.resourceType !== type) continue
      const targets =
        searchParameters[type as ResourceType]
          .find((each) => each.name === name)
          ?.values(resource) ?? []
      for (const key of targets.filter((each) => each.includes('/') && !found.has(each))) {
        const row = await rows.get(key)
        const target = row !== undefined && (await shown.mayShow(row)) ? row.resource : all.get(key)
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
    if (parameter === 'CareTeam:participant')
      for (const next of includes.PractitionerRole ?? []) await follow(fresh, next)
  }
  return [...found.values()]
}

function bundle(
  type: ResourceType,
  plan: Plan,
  matches: readonly Resource[],
  included: readonly Resource[],
  next: Cursor | undefined,
  base: string,
): object {
  const link = (relation: string, query: URLSearchParams) => ({
    relation,
    url: `${base}/${type}${query.size === 0 ? '' : '?'}${query.toString()}`,
  })
  const links = [link('self', plan.self)]
  if (next !== undefined) {
    const query = new URLSearchParams(plan.self)
    query.set('_cursor', Buffer.from(JSON.stringify([next.value, next.key])).toString('base64url'))
    links.push(link('next', query))
  }
  const entry = (resource: Resource, mode: string) => ({
    fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode },
  })
  const outcome =
    plan.warnings.length === 0
      ? []
      : [{ resource: operationOutcome(...plan.warnings), search: { mode: 'outcome' } }]
  const entries = [
    ...matches.map((each) => entry(each, 'match')),
    ...included.map((each) => entry(each, 'include')),
    ...outcome,
  ]
  const complete = plan.cursor === undefined && next === undefined
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(complete ? { total: matches.length } : {}),
    link: links,
    ...(entries.length === 0 ? {} : { entry: entries }),
  }
}

/** A parameter's name as far as it can be repeated: a name, not what somebody typed into it. */
const safe = (key: string): string =>
  /^[A-Za-z_][A-Za-z0-9_.:-]{0,40}$/.test(key) ? key : '(unreadable)'
