import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import type { AuditEntry } from '@careloom/access'
import type { EventStore } from '@careloom/event-sourcing'
import { openScratchLog } from '@careloom/testing'
import type { AuditEvent } from '../domain/audit.ts'
import { auditTrail } from './audit-trail.ts'

const entry = (n: number): AuditEntry => ({
  at: `2026-01-01T00:00:00.${String(n).padStart(3, '0')}Z`,
  action: 'read',
  outcome: 'allowed',
  rule: 'r',
  class: 'care-team',
  person: 'dana',
  actor: 'osei',
  roles: ['clinician'],
  resource: `CareTeam/${n}`,
  purpose: 'TREAT',
  requestId: `q${n}`,
})

/** A store that counts what it is asked, over a real one. */
function counted(store: EventStore<AuditEvent>) {
  const appends: { stream: string; revision: number; count: number; done: boolean }[] = []
  let failing = false
  const watched: EventStore<AuditEvent> = {
    ...store,
    feed: store.feed,
    read: (stream) => store.read(stream),
    async append(stream, revision, events, metadata) {
      const append = { stream, revision, count: events.length, done: false }
      appends.push(append)
      if (failing) throw new Error('disk')
      const result = await store.append(stream, revision, events, metadata)
      append.done = true
      return result
    },
  }
  return { watched, appends, fail: (now: boolean) => (failing = now) }
}

describe('the audit trail', () => {
  it(
    'is durable before it resolves, and takes what comes together in one append',
    withContext(async (t) => {
      const log = await openScratchLog<AuditEvent>(t)
      const { watched, appends } = counted(log.store)
      let n = 0
      const trail = auditTrail(watched, () => `id-${++n}`)
      const first = Promise.all(Array.from({ length: 100 }, (_, i) => trail.record(entry(i))))
      await first
      assert.deepEqual(
        appends.map(({ count, done }) => [count, done]),
        [[100, true]],
      )
      const stored = await log.store.read('audit-id-1')
      assert.deepEqual(
        stored.map(({ data }) => data.resource),
        Array.from({ length: 100 }, (_, i) => `CareTeam/${i}`),
      )
    }),
  )

  it(
    'goes on in order while an append is under way, and begins a new stream in time',
    withContext(async (t) => {
      const log = await openScratchLog<AuditEvent>(t)
      const { watched, appends } = counted(log.store)
      let n = 0
      const trail = auditTrail(watched, () => `id-${++n}`)
      await Promise.all(Array.from({ length: 5_600 }, (_, i) => trail.record(entry(i))))
      assert.ok(appends.every(({ count }) => count <= 500))
      assert.equal(new Set(appends.map(({ stream }) => stream)).size, 2)
      const { events } = await log.store.feed.readAll(0, 10_000)
      assert.deepEqual(
        events.map(({ data }) => data.requestId),
        Array.from({ length: 5_600 }, (_, i) => `q${i}`),
      )
    }),
  )

  it(
    'tells whoever waits that it failed, and works again afterwards',
    withContext(async (t) => {
      const log = await openScratchLog<AuditEvent>(t)
      const { watched, fail } = counted(log.store)
      let n = 0
      const trail = auditTrail(watched, () => `id-${++n}`)
      fail(true)
      await assert.rejects(trail.record(entry(1)), /disk/)
      fail(false)
      await trail.record(entry(2))
      assert.deepEqual(
        (await log.store.feed.readAll(0, 10)).events.map(({ data }) => data.requestId),
        ['q2'],
      )
    }),
  )
})
