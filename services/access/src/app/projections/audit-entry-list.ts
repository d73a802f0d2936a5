import type { AuditEntry } from '@careloom/access'
import { projection } from '@careloom/event-sourcing'
import type { AuditEvent } from '../../domain/audit.ts'

/** The audit trail by person: "who looked". */
export const auditEntryList = projection<AuditEvent, AuditEntry>({
  name: 'audit-entry-list',
  version: 2,
  key: ({ person }, { id }) => (person === undefined ? [] : id),
  person: 'kept',
  on: { AccessAudited: (_row, entry) => entry },
  indexes: { person: (row) => (row.person === undefined ? [] : [`${row.person} ${row.at}`]) },
})
