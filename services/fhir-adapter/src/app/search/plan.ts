import type { Cursor } from '@careloom/event-sourcing'
import { error, FhirProblem, type Issue } from '../../domain/outcome.ts'
import type { ResourceType } from '../../domain/resource.ts'
import { conditionFor, type Condition, type Start } from './conditions.ts'
import { cursorOf } from './cursor.ts'
import { includesOf } from './parameters.ts'

const defaultCount = 20
export const maxCount = 200

/** What a query asks for, read once. */
export type Plan = {
  readonly type: ResourceType
  readonly start: Start
  readonly conditions: readonly Condition[]
  /** Given `_id`: only these are looked at. */
  readonly ids: readonly string[] | undefined
  /** At most so many matches in a page; none asks for the total alone. */
  readonly count: number
  readonly total: 'accurate' | 'if known' | 'none'
  readonly include: readonly string[]
  readonly cursor: Cursor | undefined
  readonly warnings: readonly Issue[]
  /** The parameters that were understood, for the links. */
  readonly self: URLSearchParams
}

/** @throws FhirProblem 400 for a value that cannot be, or for an unknown parameter under `Prefer: handling=strict` */
export function planFor(
  type: ResourceType,
  query: URLSearchParams,
  prefer: string | undefined,
  base: string,
): Plan {
  const { conditions, self, warnings } = understood(type, query, base)
  if (warnings.length > 0 && prefer?.includes('handling=strict') === true)
    throw new FhirProblem(
      400,
      warnings.map(({ diagnostics }) => error('not-supported', diagnostics)),
    )
  const count = query.get('_summary') === 'count' ? 0 : countOf(query)
  return {
    type,
    start: bestStart(conditions) ?? { index: 'type', from: type, to: type },
    conditions,
    ids: query.get('_id')?.split(','),
    count,
    total: count === 0 ? 'accurate' : totalOf(query),
    include: includesIn(type, query),
    cursor: cursorOf(query),
    warnings,
    self,
  }
}

function understood(type: ResourceType, query: URLSearchParams, base: string) {
  const conditions: Condition[] = []
  const warnings: Issue[] = []
  const self = new URLSearchParams()
  for (const [key, value] of query) {
    if (key === '_cursor') continue
    const [name = '', ...modifiers] = key.split(':')
    const modifier = modifiers.length === 0 ? undefined : modifiers.join(':')
    const condition = conditionFor(type, name, modifier, value, base)
    if (condition !== undefined) conditions.push(condition)
    if (condition !== undefined || shapesAnswer(key, value)) self.append(key, value)
    else warnings.push(notSupported(type, key))
  }
  return { conditions, self, warnings }
}

/** Parameters that find nothing but say how to answer. */
function shapesAnswer(key: string, value: string): boolean {
  if (key === '_summary') return value === 'count' || value === 'false'
  return ['_count', '_include', '_format', '_pretty', '_total'].includes(key)
}

const notSupported = (type: ResourceType, key: string): Issue => ({
  severity: 'warning',
  code: 'not-supported',
  diagnostics: `The parameter ${safe(key)} is not supported for ${type} and was left out.`,
})

/** A parameter's name as far as it can be repeated: a name, not what somebody typed into it. */
const safe = (key: string): string =>
  /^[A-Za-z_][A-Za-z0-9_.:-]{0,40}$/.test(key) ? key : '(unreadable)'

function bestStart(conditions: readonly Condition[]): Start | undefined {
  let best: Condition | undefined
  for (const each of conditions)
    if (each.start !== undefined && (best === undefined || (each.rank ?? 0) < (best.rank ?? 0)))
      best = each
  return best?.start
}

function countOf(query: URLSearchParams): number {
  const text = query.get('_count')
  if (text === null) return defaultCount
  if (!/^\d{1,6}$/.test(text))
    throw new FhirProblem(400, [error('value', '_count must be a whole number.')])
  return Math.min(Number(text), maxCount)
}

function totalOf(query: URLSearchParams): Plan['total'] {
  const text = query.get('_total') ?? 'estimate'
  if (text === 'estimate') return 'if known'
  if (text === 'none' || text === 'accurate') return text
  throw new FhirProblem(400, [error('value', '_total must be none, estimate or accurate.')])
}

function includesIn(type: ResourceType, query: URLSearchParams): string[] {
  const asked = query.getAll('_include')
  const known = includesOf(type)
  const unknown = asked.find((each) => !known.includes(each))
  if (unknown !== undefined)
    throw new FhirProblem(400, [
      error(
        'not-supported',
        `_include is supported for ${known.join(', ') || 'no parameter'} here.`,
      ),
    ])
  return asked
}
