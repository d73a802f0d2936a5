import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import type { Request, Response } from 'express'
import type { Actor } from '@careloom/access'
import type { AnyEvent, Feed, ReceivedEvent } from '@careloom/event-sourcing'
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
    head: () => events.length,
    isOpen: true,
    mark: (position) => (position <= events.length ? '' : undefined),
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

function listen(live: ReturnType<typeof liveUpdates>, actor: Actor) {
  const written: string[] = []
  const request = new EventEmitter()
  const response = {
    status: () => response,
    set: () => response,
    flushHeaders: () => undefined,
    write: (text: string) => written.push(text),
    end: () => written.push('ended'),
  }
  live.watch(request as unknown as Request, response as unknown as Response, actor)
  return {
    told: () =>
      written
        .filter((text) => text.startsWith('event: changed'))
        .flatMap(
          (text) => (JSON.parse(text.slice(text.indexOf('{'))) as { topics: string[] }).topics,
        ),
    leave: () => request.emit('close'),
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
      const live = liveUpdates([source])
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
      const live = liveUpdates([source])
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
      const live = liveUpdates([source])
      t.after(() => live.close())
      const dana = listen(live, actor('person', { personId: 'dana' }))
      const robin = listen(live, actor('person', { personId: 'robin' }))
      say({ personId: 'robin' })
      await settle()
      assert.deepEqual([robin.told().length, dana.told().length], [4, 4])
    }),
  )
  it(
    'let whoever listens go when they close, and whoever comes later',
    withContext(() => {
      const live = liveUpdates([feed().source])
      const jo = listen(live, actor('coordinator'))
      live.close()
      assert.equal(jo.written.at(-1), 'ended')
      assert.deepEqual(listen(live, actor('coordinator')).written, ['ended'])
    }),
  )
})
