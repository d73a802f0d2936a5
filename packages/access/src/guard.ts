import type { Clock, ReadModel } from '@careloom/event-sourcing'
import type { Actor } from './actor.ts'
import { auditEntry, type AuditEntry, type AuditTrail } from './audit.ts'
import {
  decide,
  type AccessDecision,
  type Action,
  type Question,
  type RecordClass,
} from './decide.ts'
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

export function guard(
  relationships: ReadModel<Relationships>,
  trail: AuditTrail,
  clock: Clock,
): Guard {
  async function judge({
    actor,
    action,
    person,
    organization,
    part2,
    parties,
    ...asked
  }: Omit<Asked, 'resource' | 'requestId'>): Promise<AccessDecision> {
    const known = person === undefined ? undefined : await relationships.get(person)
    const record: Question['record'] = { class: asked.class, person, organization, part2, parties }
    return decide({ actor, action, record, relationships: known, today: clock().slice(0, 10) })
  }
  return {
    judge,
    async check(asked) {
      const decision = await judge(asked)
      const { action, person, resource, requestId } = asked
      if (person !== undefined)
        await trail.record(
          auditEntry(
            asked.actor,
            decision,
            { action, class: asked.class, person, resource, requestId },
            clock,
          ),
        )
      return decision
    },
    audit: (actor, decision, about) => trail.record(auditEntry(actor, decision, about, clock)),
  }
}
