import type { Guard } from '@careloom/access'
import type { ResourceType } from '../../domain/resource.ts'
import type { Answer, Interaction } from '../interaction.ts'
import { resources } from '../resources/table.ts'
import { mayHold } from '../scopes.ts'
import { planFor } from '../search/plan.ts'
import { search } from '../search/search.ts'
import { Shown, type Seen } from '../search/shown.ts'
import { needScope, type InteractNeeds } from './needs.ts'

export async function searchType(
  type: ResourceType,
  query: URLSearchParams,
  interaction: Interaction,
  { rows, guard, base, configured }: InteractNeeds,
): Promise<Answer> {
  needScope(interaction, type, 's')
  const plan = planFor(type, query, interaction.prefer, base)
  const shown = new Shown(guard, interaction.actor)
  const { actor, signal } = interaction
  const sources = {
    rows,
    shown,
    configured: () => configured(interaction),
    scoped: (each: ResourceType) => mayHold(actor, each),
    signal,
  }
  const body = await search(plan, sources, { base, requestId: interaction.requestId })
  await audit(type, query, shown.all(), interaction, guard)
  return { status: 200, body }
}

/** One entry per person whose record is in the answer, and one for whoever was asked about by id and is not. */
async function audit(
  type: ResourceType,
  query: URLSearchParams,
  seen: readonly Seen[],
  { actor, requestId }: Interaction,
  guard: Guard,
): Promise<void> {
  const about = { action: 'search', resource: `${type}?`, requestId } as const
  const entries = seen.map(({ decision, ...what }) =>
    guard.audit(actor, decision, { ...about, ...what }),
  )
  const asked = askedAbout(query)
  const { class: recordClass } = resources[type]
  if (recordClass !== 'directory' && !seen.some(({ person }) => person === asked)) {
    const decision =
      asked === undefined
        ? { allowed: true, rule: 'a search answers only what may be read' }
        : await guard.judge({ actor, action: 'read', class: recordClass, person: asked })
    entries.push(guard.audit(actor, decision, { ...about, class: recordClass, person: asked }))
  }
  await Promise.all(entries)
}

const askedAbout = (query: URLSearchParams): string | undefined =>
  /^(?:Patient\/)?([A-Za-z0-9.-]{1,64})$/.exec(
    query.get('patient') ?? query.get('subject') ?? '',
  )?.[1]
