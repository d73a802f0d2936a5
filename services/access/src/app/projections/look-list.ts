import type { AuditEntry, Look } from '@careloom/access'
import { projection } from '@careloom/event-sourcing'
import type { AuditEvent } from '../../domain/audit.ts'

/** "Who looked", by person: what one did with one kind of record within one hour is one row, however often. */
export const lookList = projection<AuditEvent, Look>({
  name: 'look-list',
  version: 1,
  key: (entry) => keyOf(entry) ?? [],
  person: 'kept',
  on: {
    AccessAudited: (look, entry) => ({
      ...entry,
      since: look?.since ?? entry.at,
      times: (look?.times ?? 0) + 1,
    }),
  },
  indexes: { person: ({ person, since }) => (person === undefined ? [] : [`${person} ${since}`]) },
})

function keyOf({ person, at, actor, action, outcome, ...entry }: AuditEntry): string | undefined {
  if (person === undefined) return undefined
  return [person, hourOf(at), actor, action, entry.class, outcome].join(' ')
}

const hourOf = (at: string): string => at.slice(0, '2026-01-01T00'.length)
