import type { Door, ReadModel } from '@careloom/event-sourcing'
import type { Actor } from './actor.ts'
import type { AuditEntry, Look } from './audit-entry.ts'
import type { AccessDecision, Action, RecordClass } from './decide.ts'
import type { Relationships } from './relationships.ts'

export type Asked = {
  readonly actor: Actor
  readonly action: Action
  readonly class: RecordClass
  readonly person?: string | undefined
  readonly organization?: string | undefined
  readonly part2?: boolean | undefined
  /** Organizations that the record itself names: see `Question`. */
  readonly parties?: readonly string[] | undefined
  readonly resource: string
  readonly requestId: string
}

/** Decides and audits in one step, so that no answer leaves without its audit event. */
export type Guard = {
  /** Resolves when the audit event is durable. */
  check(asked: Asked): Promise<AccessDecision>
  /** Decides without auditing: for filtering a list of which every row is audited by the caller's one entry. */
  judge(asked: Omit<Asked, 'resource' | 'requestId'>): Promise<AccessDecision>
  /** One entry for a search or a list over several people. */
  audit(
    actor: Actor,
    decision: AccessDecision,
    about: Pick<AuditEntry, 'action' | 'class' | 'person' | 'resource' | 'requestId'>,
  ): Promise<void>
}

/** What a public door needs to decide and to audit; one per process, from the service `access`. */
export type Access = {
  /** Shut while it is not known here what was revoked: then the guard decides nothing. */
  readonly door: Pick<Door, 'shut'>
  readonly guard: Guard
  readonly relationships: ReadModel<Relationships>
  /** Resolves when the guard decides by everything that has been said so far: then nobody is refused because news is late. @throws NotCaughtUp */
  readonly upToDate: () => Promise<void>
  /** The index `person` holds a person's looks in the order in which they began. */
  readonly looks: ReadModel<Look>
}
