import type { AuditEntry } from '@careloom/access'
import { unseen, type EventStore, type NewId } from '@careloom/event-sourcing'
import type { AuditEvent } from '../domain/audit.ts'

/** Writes the audit trail; resolved means durable. The answer to whoever asked waits for it. */
export type AuditTrail = { record(entry: AuditEntry): Promise<void> }

type Waiting = { entry: AuditEntry; resolve: () => void; reject: (error: unknown) => void }

const maxPerAppend = 500
const maxPerStream = 5_000

/**
 * Collects what is audited within one turn of the event loop into one append: a read costs a share of a sync. Each
 * process writes streams of its own, so no append ever conflicts.
 */
export function auditTrail(store: EventStore<AuditEvent>, newId: NewId): AuditTrail {
  let stream = `audit-${newId()}`
  let revision = 0
  let waiting: Waiting[] = []
  let writing = false

  async function write(): Promise<void> {
    writing = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, maxPerAppend)
      try {
        const events = batch.map(({ entry }): AuditEvent => ({
          type: 'AccessAudited',
          data: entry,
        }))
        const appended = await store.append(stream, revision, events, {
          actor: 'system:audit',
          causationId: `${stream}@${revision}`,
        })
        revision = appended.revision
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
        stream = `audit-${newId()}`
        revision = 0
      }
      if (revision >= maxPerStream) {
        stream = `audit-${newId()}`
        revision = 0
      }
    }
    writing = false
  }

  return {
    record: (entry) =>
      new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject })
        if (!writing && waiting.length === 1) unseen(() => setImmediate(() => void write()))
      }),
  }
}
