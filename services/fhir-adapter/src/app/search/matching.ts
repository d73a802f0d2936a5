import type { AccessDecision } from '@careloom/access'
import { breather, type Cursor, type Found, type ReadModel } from '@careloom/event-sourcing'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { ResourceType, Stored } from '../../domain/resource.ts'
import type { Configured } from '../configured.ts'
import { isConfigured } from '../resources/table.ts'
import type { FhirRow } from '../row.ts'
import { maxCount, type Plan } from './plan.ts'
import type { Shown } from './shown.ts'

export type Sources = {
  readonly rows: ReadModel<FhirRow>
  readonly configured: () => Promise<Configured>
  readonly shown: Shown
  /** Whether the token's scopes let an answer hold a type. */
  readonly scoped: (type: ResourceType) => boolean
  /** Over when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined
}
export type Matches = {
  readonly resources: readonly Stored[]
  readonly next: Cursor | undefined
}

const scanned = 200

/** One page of what is searched for and may be seen. */
export async function matching(plan: Plan, sources: Sources): Promise<Matches> {
  if (isConfigured(plan.type)) return pageOf(plan, await configuredMatches(plan, sources))
  const resources: Stored[] = []
  let last = plan.cursor
  let next: Cursor | undefined
  await visit(plan, plan.cursor, sources, (found, decision) => {
    // One more than is answered tells whether there is a next page.
    if (resources.length === plan.count) next = last
    else {
      last = { value: found.value, key: found.key }
      sources.shown.add(found.row, decision)
      resources.push(found.row.resource)
    }
    return next === undefined
  })
  return { resources, next }
}

/** How many there are in all that may be seen. To be counted is to be seen: the people of a first page are named in the audit trail. */
export async function counted(plan: Plan, sources: Sources): Promise<number> {
  if (isConfigured(plan.type)) return (await configuredMatches(plan, sources)).length
  let count = 0
  await visit(plan, undefined, sources, (found, decision) => {
    count += 1
    if (count <= maxCount) sources.shown.add(found.row, decision)
    return true
  })
  return count
}

/** Every row that holds and may be seen, in the order of the index, until `take` says that it is enough. */
async function visit(
  plan: Plan,
  after: Cursor | undefined,
  { rows, shown, signal }: Sources,
  take: (found: Found<FhirRow>, decision: AccessDecision) => boolean,
): Promise<void> {
  let cursor = after
  let limit = Math.min(plan.count + 1, scanned)
  for (;;) {
    const page =
      plan.ids === undefined
        ? await rows.find({ ...plan.start, after: cursor, limit })
        : await byIds(plan, plan.ids, cursor, rows)
    for (const found of page) {
      if (!holds(plan, found)) continue
      const decision = await shown.judge(found.row)
      if (decision.allowed && !take(found, decision)) return
    }
    const last = page.at(-1)
    if (plan.ids !== undefined || page.length < limit || last === undefined) return
    cursor = { value: last.value, key: last.key }
    limit = scanned
    await breath(signal)
  }
}

/** Lets others have their turn, the deadline too: a search that nobody waits for any more ends. */
async function breath(signal: AbortSignal | undefined): Promise<void> {
  await breather()
  if (signal?.aborted === true)
    throw new FhirProblem(503, [error('timeout', 'The search took too long: narrow it.')], {
      retryAfterSeconds: 1,
    })
}

/** A row that stands in the span more than once is found where it stands first. */
function holds({ start, ids, conditions }: Plan, { value, row }: Found<FhirRow>): boolean {
  const { resource } = row
  if (!conditions.every((each) => each.holds(resource))) return false
  if (ids !== undefined || start.entries === undefined) return true
  return !start.entries(resource).some((each) => each >= start.from && each < value)
}

async function byIds(
  { type }: Plan,
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

async function configuredMatches(
  { type, conditions }: Plan,
  { configured }: Sources,
): Promise<readonly Stored[]> {
  return [...(await configured()).values()].filter(
    (resource) =>
      resource.resourceType === type && conditions.every((each) => each.holds(resource)),
  )
}

function pageOf({ type, cursor, count }: Plan, all: readonly Stored[]): Matches {
  const rest = all.filter(({ id }) => id > (cursor?.key ?? ''))
  const resources = rest.slice(0, count)
  const last = resources.at(-1)
  const more = last !== undefined && rest.length > count
  return { resources, next: more ? { value: type, key: last.id } : undefined }
}
