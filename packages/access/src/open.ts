import {
  firstSchema,
  type AnyEvent,
  type Feed,
  type ReadModel,
  type Told,
} from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'
import { assignmentTopic } from '@careloom/proto/assignments'
import { consentTopic, personTopic } from '@careloom/proto/people'
import { referralTopic } from '@careloom/proto/referrals'
import { auditTrail, auditEntries, type AuditEntry, type AuditEvent } from './audit.ts'
import { guard, type Guard } from './guard.ts'
import { relationshipList, type Relationships } from './relationships.ts'

/** What a public door needs to decide and to audit; one per process. */
export type Access = {
  readonly guard: Guard
  readonly relationships: ReadModel<Relationships>
  readonly looks: ReadModel<AuditEntry>
  readonly auditFeed: Feed<Told<AnyEvent>>
}

/** Opens the audit log and follows what ties people together. */
export async function openAccess(host: Host): Promise<Access> {
  const log = await host.openLog('audit', firstSchema)
  const relationships = host.project('access', relationshipList, {
    topics: [personTopic, consentTopic, referralTopic, assignmentTopic],
  })
  const looks = host.project('access', auditEntries, { log: { ...log, feed: unhurried(log.feed) } })
  return {
    guard: guard(relationships, auditTrail(log.of<AuditEvent>(), host.newId), host.clock),
    relationships,
    looks,
    auditFeed: log.feed,
  }
}

const restMs = 250

/** Tells its followers of news a quarter of a second late, so that they read many entries at once: "who looked" can wait, the answers it is about cannot. */
function unhurried<E>(feed: Feed<E>): Feed<E> {
  return {
    name: feed.name,
    readAll: (after, limit) => feed.readAll(after, limit),
    head: () => feed.head(),
    onAppended(listener) {
      let timer: NodeJS.Timeout | undefined
      const tell = () => {
        timer = undefined
        listener()
      }
      const stop = feed.onAppended(() => (timer ??= setTimeout(tell, restMs)))
      return () => {
        stop()
        clearTimeout(timer)
      }
    },
  }
}
