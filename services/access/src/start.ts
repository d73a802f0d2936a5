import { setTimeout as pause } from 'node:timers/promises'
import type { Access } from '@careloom/access'
import {
  firstSchema,
  NotCaughtUp,
  upToDate,
  type Feed,
  type Place,
  type ReadModel,
} from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'
import { assignmentTopic } from '@careloom/proto/assignments'
import { publisherOf } from '@careloom/proto/owners'
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
  const door = host.door((place) => sees(relationships, [...feeds, host.keyring.erasures], place))
  const trail = auditTrail(log.of<AuditEvent>(), host.newId)
  return {
    door,
    guard: guard(relationships, trail, host.clock, host.days, door),
    relationships,
    upToDate: () => upToDate(relationships, feeds),
    looks,
  }
}

/**
 * Resolves when what decides has seen a place, by every topic of its log. Of a log that was cut, what is left. While nothing is known
 * yet of a topic of that log, nobody has seen anything of it. @throws NotCaughtUp
 */
async function sees(
  relationships: ReadModel<unknown>,
  feeds: readonly Pick<Feed<unknown>, 'name' | 'isOpen' | 'log' | 'latest'>[],
  { log, position }: Place,
): Promise<void> {
  const closed = feeds.filter(({ isOpen, name }) => !isOpen && publisherOf(name) === log)
  for (const feed of closed) await opened(feed, position)
  for (const feed of feeds)
    if (feed.log === log)
      await relationships.reached(Math.min(position, await feed.latest()), feed.name)
}

const opensWithinMs = 2_000

/** Whoever publishes it may start later than this process. */
async function opened(
  feed: Pick<Feed<unknown>, 'name' | 'isOpen'>,
  position: number,
): Promise<void> {
  for (const end = performance.now() + opensWithinMs; !feed.isOpen;) {
    if (performance.now() > end) throw new NotCaughtUp(feed.name, position)
    await pause(20)
  }
}
