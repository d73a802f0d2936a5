import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import type { Request, Response } from 'express'
import type { Actor } from '@careloom/access'
import type { AnyEvent, Feed, ReceivedEvent } from '@careloom/event-sourcing'
import { eventually } from '@careloom/testing'
import { HttpProblem } from '../http/problem.ts'
import { liveUpdates } from './live.ts'

/** A feed that a test writes to; `reading` is waited for before a page is answered. */
function feed(reading?: () => Promise<void>) {
  const events: ReceivedEvent<AnyEvent>[] = [
    {
      type: 'Before',
      data: { personId: 'dana' },
      position: 1,
    } as unknown as ReceivedEvent<AnyEvent>,
  ]
  const listeners = new Set<() => void>()
  const source: Feed<ReceivedEvent<AnyEvent>> = {
    name: 'test',
    async readAll(after, limit) {
      const page = {
        events: events.slice(after, after + limit),
        through: Math.min(events.length, after + limit),
      }
      await reading?.()
      return page
    },
    log: 'log',
    known: () => events.length,
    latest: async () => events.length,
    isOpen: true,
    mark: async (position) => (position <= events.length ? '' : undefined),
    onAppended: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
  }
  return {
    source,
    say(data: object) {
      events.push({
        type: 'Something',
        data,
        position: events.length + 1,
      } as unknown as ReceivedEvent<AnyEvent>)
      for (const listener of listeners) listener()
    },
  }
}

const noon = Date.parse('2026-03-02T12:00:00.000Z')
const updates = (source: Feed<ReceivedEvent<AnyEvent>>) => liveUpdates([source], () => noon)

/** A reader who takes what is written, unless they are `slow`. */
function listen(
  live: ReturnType<typeof liveUpdates>,
  actor: Actor,
  { until = noon + 3_600_000, slow = false } = {},
) {
  const written: string[] = []
  const request = new EventEmitter()
  const response = Object.assign(new EventEmitter(), {
    status: () => response,
    set: () => response,
    flushHeaders: () => undefined,
    write: (text: string) => (written.push(text), !slow),
    end: () => written.push('ended'),
  })
  live.watch(request as unknown as Request, response as unknown as Response, actor, until)
  return {
    told: () =>
      written
        .filter((text) => text.startsWith('event: changed'))
        .flatMap(
          (text) => (JSON.parse(text.slice(text.indexOf('{'))) as { topics: string[] }).topics,
        ),
    leave: () => request.emit('close'),
    take: () => response.emit('drain'),
    written,
  }
}
const actor = (role: string, more: Partial<Actor> = {}): Actor => ({
  id: role,
  roles: new Set([role]) as unknown as Actor['roles'],
  organization: undefined,
  ...more,
})
const settle = () => new Promise((resolve) => setTimeout(resolve, 90))

describe('live updates', () => {
  it(
    'tell each which of their pages may have changed, and nothing else',
    withContext(async (t) => {
      const { source, say } = feed()
      const live = updates(source)
      t.after(() => live.close())
      const listeners = {
        dana: listen(live, actor('person', { personId: 'dana' })),
        robin: listen(live, actor('person', { personId: 'robin' })),
        alex: listen(live, actor('peer', { peerWorkerId: 'alex' })),
        jo: listen(live, actor('coordinator')),
        osei: listen(live, actor('clinician')),
        ines: listen(live, actor('integrator')),
      }
      say({ personId: 'dana', peerWorkerIds: ['alex'], words: 'canary' })
      await settle()
      assert.deepEqual(
        Object.fromEntries(Object.entries(listeners).map(([who, { told }]) => [who, told()])),
        {
          dana: ['person-home', 'person-choices', 'person-consents', 'person-measures'],
          robin: [],
          alex: ['peer-today', 'peer-offers', 'peer-people'],
          jo: ['coordinator-queue'],
          osei: ['clinician-referrals', 'programs'],
          ines: ['integrator-deliveries', 'integrator-connections'],
        },
      )
      for (const { written, leave } of Object.values(listeners)) {
        assert.ok(!written.join('').includes('canary') && !written.join('').includes('dana'))
        leave()
      }
    }),
  )

  it(
    'put what comes together into one message, and end with the listener',
    withContext(async (t) => {
      const { source, say } = feed()
      const live = updates(source)
      t.after(() => live.close())
      const jo = listen(live, actor('coordinator'))
      for (let i = 0; i < 20; i++) say({})
      await settle()
      assert.deepEqual(jo.told(), ['coordinator-queue'])
      jo.leave()
      say({})
      await settle()
      assert.deepEqual(jo.told(), ['coordinator-queue'])
    }),
  )

  it(
    'tell what comes while a page is being read',
    withContext(async (t) => {
      let pages = 0
      const { source, say } = feed(async () => {
        pages += 1
        // The look that finds nothing more: meanwhile there is more.
        if (pages === 2) say({ personId: 'dana' })
      })
      const live = updates(source)
      t.after(() => live.close())
      const dana = listen(live, actor('person', { personId: 'dana' }))
      const robin = listen(live, actor('person', { personId: 'robin' }))
      say({ personId: 'robin' })
      await settle()
      assert.deepEqual([robin.told().length, dana.told().length], [4, 4])
    }),
  )
  it(
    'end with the token that they were asked for with',
    withContext(async (t) => {
      const live = updates(feed().source)
      t.after(() => live.close())
      const [jo, kim] = [
        listen(live, actor('coordinator'), { until: noon + 20 }),
        listen(live, actor('coordinator')),
      ]
      await eventually(() => jo.written.at(-1) === 'ended', 'the end')
      assert.deepEqual(kim.written, [': connected\n\n'])
    }),
  )
  it(
    'are so many for one actor, and no more until one has gone',
    withContext((t) => {
      const live = updates(feed().source)
      t.after(() => live.close())
      const [first] = Array.from({ length: 20 }, () => listen(live, actor('coordinator')))
      assert.throws(
        () => listen(live, actor('coordinator')),
        (error) => error instanceof HttpProblem && error.status === 429,
      )
      listen(live, actor('clinician'))
      first?.leave()
      listen(live, actor('coordinator'))
    }),
  )
  it(
    'put nothing before a reader who has not taken what is there, and tell them when they have',
    withContext(async (t) => {
      const { source, say } = feed()
      const live = updates(source)
      t.after(() => live.close())
      const slow = listen(live, actor('coordinator'), { slow: true })
      const quick = listen(live, actor('coordinator'))
      for (let i = 0; i < 3; i++) {
        say({})
        await eventually(() => quick.told().length === i + 1, 'what the quick one is told')
      }
      assert.deepEqual(slow.told(), [])
      slow.take()
      await eventually(() => slow.told().length > 0, 'what the slow one is told')
      assert.deepEqual(slow.told(), ['coordinator-queue'])
    }),
  )
  it(
    'let whoever listens go when they close, and whoever comes later',
    withContext(() => {
      const live = updates(feed().source)
      const jo = listen(live, actor('coordinator'))
      live.close()
      assert.equal(jo.written.at(-1), 'ended')
      assert.deepEqual(listen(live, actor('coordinator')).written, ['ended'])
    }),
  )
})
