import {
  projection,
  type Clock,
  type Event,
  type EventStore,
  type NewId,
} from '@careloom/event-sourcing'
import type { Actor } from './actor.ts'
import type { AccessDecision, Action, RecordClass } from './decide.ts'

/** Somebody read, wrote, or was denied a person's record. Ids and codes only; kept six years, beyond an erasure. */
export type AuditEntry = {
  readonly at: string
  readonly action: Action | 'search'
  readonly outcome: 'allowed' | 'denied'
  readonly rule: string
  readonly class: RecordClass
  readonly person?: string | undefined
  readonly consent?: string | undefined
  readonly actor: string
  readonly actorName?: string | undefined
  readonly roles: readonly string[]
  readonly organization?: string | undefined
  /** What was asked for, without content: `CareTeam/…`, `getPersonHome`. */
  readonly resource: string
  readonly purpose: string
  readonly requestId: string
}

export type AuditEvent = Event<'AccessAudited', AuditEntry>

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
        if (!writing && waiting.length === 1) setImmediate(() => void write())
      }),
  }
}

export function auditEntry(
  actor: Actor,
  decision: AccessDecision,
  about: Pick<AuditEntry, 'action' | 'class' | 'person' | 'resource' | 'requestId'>,
  clock: Clock,
): AuditEntry {
  return {
    at: clock(),
    outcome: decision.allowed ? 'allowed' : 'denied',
    rule: decision.rule,
    consent: decision.consent,
    actor: actor.id,
    actorName: actor.displayName,
    roles: [...actor.roles],
    organization: actor.organization,
    purpose: 'TREAT',
    ...about,
  }
}

/** "Who looked": the audit trail by person, newest first. */
export const auditEntries = projection<AuditEvent, AuditEntry>({
  name: 'looks',
  version: 1,
  key: ({ person }, { id }) => (person === undefined ? [] : id),
  person: 'kept',
  on: { AccessAudited: (_row, entry) => entry },
  indexes: { person: (row) => (row.person === undefined ? [] : [`${row.person} ${row.at}`]) },
})
