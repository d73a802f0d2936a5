import type { AuditEntry } from '@careloom/access'
import { projection } from '@careloom/event-sourcing'
import type { AuditEvent } from '../../domain/audit.ts'

/** "Who looked": the audit trail by person. Its name in data folders is older than its name here. */
export const auditEntryList = projection<AuditEvent, AuditEntry>({
  name: 'looks',
  version: 1,
  key: ({ person }, { id }) => (person === undefined ? [] : id),
  person: 'kept',
  on: { AccessAudited: (_row, entry) => entry },
  indexes: { person: (row) => (row.person === undefined ? [] : [`${row.person} ${row.at}`]) },
})
