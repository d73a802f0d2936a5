import type { AccessDecision, Actor, AuditEntry } from '@careloom/access'
import type { Clock, Event } from '@careloom/event-sourcing'

/** Recorded for every answer about a person, before it leaves. */
export type AuditEvent = Event<'AccessAudited', AuditEntry>

/** What is audited of a decision. */
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
