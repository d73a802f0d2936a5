import type { Cursor } from '@careloom/event-sourcing'
import { operationOutcome } from '../../domain/outcome.ts'
import type { Stored } from '../../domain/resource.ts'
import { textOf } from './cursor.ts'
import { included } from './including.ts'
import { counted, matching, type Matches, type Sources } from './matching.ts'
import type { Plan } from './plan.ts'

const nothing: Matches = { resources: [], next: undefined }

/** A search over one type; the Bundle holds only what the actor may see, and says nothing of the rest. */
export async function search(
  plan: Plan,
  sources: Sources,
  { base, requestId }: { readonly base: string; readonly requestId: string },
): Promise<object> {
  const matches = plan.count === 0 ? nothing : await matching(plan, sources)
  const total = await totalOf(plan, matches, sources)
  const others = await included(plan, matches.resources, sources)
  const entry = [
    ...matches.resources.map((each) => entryOf(each, 'match', base)),
    ...others.map((each) => entryOf(each, 'include', base)),
    ...outcome(plan, requestId),
  ]
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(total === undefined ? {} : { total }),
    link: links(plan, matches.next, base),
    ...(entry.length === 0 ? {} : { entry }),
  }
}

async function totalOf(
  plan: Plan,
  { resources, next }: Matches,
  sources: Sources,
): Promise<number | undefined> {
  if (plan.total === 'none') return undefined
  if (plan.count > 0 && plan.cursor === undefined && next === undefined) return resources.length
  return plan.total === 'accurate' ? counted(plan, sources) : undefined
}

const entryOf = (resource: Stored, mode: 'match' | 'include', base: string) => ({
  fullUrl: `${base}/${resource.resourceType}/${resource.id}`,
  resource,
  search: { mode },
})

/** It has no address of its own, but an entry needs one (FHIR R4 Bundle.entry.fullUrl). */
const outcome = ({ warnings }: Plan, requestId: string): readonly object[] =>
  warnings.length === 0
    ? []
    : [
        {
          fullUrl: `urn:uuid:${requestId}`,
          resource: operationOutcome(...warnings),
          search: { mode: 'outcome' },
        },
      ]

function links({ type, self }: Plan, next: Cursor | undefined, base: string): object[] {
  const link = (relation: string, query: URLSearchParams) => ({
    relation,
    url: `${base}/${type}${query.size === 0 ? '' : '?'}${query.toString()}`,
  })
  if (next === undefined) return [link('self', self)]
  const following = new URLSearchParams(self)
  following.set('_cursor', textOf(next))
  return [link('self', self), link('next', following)]
}
