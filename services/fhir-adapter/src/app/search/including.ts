import { isResourceType, type Stored } from '../../domain/resource.ts'
import { includesOf, parameterOf, targetsOf } from './parameters.ts'
import type { Plan } from './plan.ts'
import type { Sources } from './matching.ts'

/** What the matches refer to, as far as it was asked for, may be seen and is within the token's scopes; never cut. */
export async function included(
  { include }: Plan,
  matches: readonly Stored[],
  sources: Sources,
): Promise<readonly Stored[]> {
  const found = new Map<string, Stored>()
  for (const each of include) {
    const fresh = await follow(each, matches, found, sources)
    // A member is a role; who holds it and for whom is one step further.
    if (each.startsWith('CareTeam:participant'))
      for (const next of includesOf('PractitionerRole')) await follow(next, fresh, found, sources)
  }
  return [...found.values()]
}

/** Follows `Type:parameter` or `Type:parameter:Target`; answers what was not there before. */
async function follow(
  include: string,
  resources: readonly Stored[],
  found: Map<string, Stored>,
  sources: Sources,
): Promise<Stored[]> {
  const [type = '', name = '', target] = include.split(':')
  const parameter = isResourceType(type) ? parameterOf(type, name) : undefined
  if (parameter === undefined) return []
  const keys = resources
    .filter(({ resourceType }) => resourceType === type)
    .flatMap((resource) => targetsOf(parameter, resource))
    .filter((key) => target === undefined || key.startsWith(`${target}/`))
  const fresh: Stored[] = []
  for (const key of new Set(keys)) {
    const resource = found.has(key) ? undefined : await seen(key, sources)
    if (resource === undefined) continue
    found.set(key, resource)
    fresh.push(resource)
  }
  return fresh
}

async function seen(
  key: string,
  { rows, configured, shown, scoped }: Sources,
): Promise<Stored | undefined> {
  const [type] = key.split('/')
  if (!isResourceType(type) || !scoped(type)) return undefined
  const row = await rows.get(key)
  if (row === undefined) return (await configured()).get(key)
  const decision = await shown.judge(row)
  if (!decision.allowed) return undefined
  shown.add(row, decision)
  return row.resource
}
