import {
  decide,
  type AccessDecision,
  type Asked,
  type Guard,
  type Question,
  type Relationships,
} from '@careloom/access'
import type { Clock, Days, Door, ReadModel } from '@careloom/event-sourcing'
import { auditEntry } from '../domain/audit.ts'
import type { AuditTrail } from './audit-trail.ts'

/**
 * The guard over what ties people together: whatever it decides for an answer is in the trail first. It decides nothing while its
 * door is shut.
 */
export function guard(
  relationships: ReadModel<Relationships>,
  trail: AuditTrail,
  clock: Clock,
  days: Days,
  door: Pick<Door, 'pass'>,
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
    door.pass()
    const known = person === undefined ? undefined : await relationships.get(person)
    const record: Question['record'] = { class: asked.class, person, organization, part2, parties }
    return decide({ actor, action, record, relationships: known, today: days.of(clock()) })
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
