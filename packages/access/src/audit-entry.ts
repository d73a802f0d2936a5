import type { Action, RecordClass } from './decide.ts'

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

/** What one did with one kind of a person's record within an hour: the last entry about it, and how many there were. The trail has each. */
export type Look = AuditEntry & {
  /** When the first of them was. */
  readonly since: string
  readonly times: number
}
