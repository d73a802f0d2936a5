import type { Access } from '@careloom/access'
import { firstSchema, upToDate } from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'
import { assignmentTopic } from '@careloom/proto/assignments'
import { consentTopic, personTopic } from '@careloom/proto/people'
import { referralTopic } from '@careloom/proto/referrals'
import { unhurried } from './adapters/log/unhurried.ts'
import { auditTrail } from './app/audit-trail.ts'
import { guard } from './app/guard.ts'
import { lookList } from './app/projections/look-list.ts'
import { relationshipList } from './app/projections/relationship-list.ts'
import type { AuditEvent } from './domain/audit.ts'

const service = 'access'

/**
 * Starts the service on a host: the only place that knows which adapters it uses. It answers in process, to the doors of
 * its process: no read waits for a call.
 */
export async function startAccess(host: Host): Promise<Access> {
  const log = await host.openLog('audit', firstSchema, { isVital: true })
  const topics: readonly string[] = [personTopic, consentTopic, referralTopic, assignmentTopic]
  const relationships = host.project(service, relationshipList, { topics })
  const feeds = topics.map((topic) => host.bus.feed(topic))
  const looks = host.project(service, lookList, {
    log: { ...log, feed: unhurried(log.feed) },
  })
  const trail = auditTrail(log.of<AuditEvent>(), host.newId)
  return {
    guard: guard(relationships, trail, host.clock, host.days),
    relationships,
    upToDate: () => upToDate(relationships, feeds),
    looks,
  }
}
