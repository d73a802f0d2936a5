import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { firstSchema, type Event, type Reaction } from '@careloom/event-sourcing'
import { scratchFolder } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import { EmbeddedHost } from './embedded/embedded-host.ts'

type Asked = Event<'Asked', { readonly text: string }>

const poisoned = (name: string): Reaction<Asked> => ({
  name,
  handles: ['Asked'],
  keyOf: ({ stream }) => stream,
  handle: () => Promise.reject(new TypeError('cannot')),
})
const why = { reason: 'it is not followed any more', by: 'ada', at: '2026-11-10T08:00:00.000Z' }

describe('a message that was set aside', () => {
  it(
    'is let go for a reason that is kept, once nothing that runs handles it',
    withContext(async (t) => {
      const dataDir = join(scratchFolder(t), 'data')
      const open = async (...names: readonly string[]) => {
        const host = new EmbeddedHost({ dataDir })
        t.after(() => host.close())
        const log = await host.openLog('asking', firstSchema)
        host.bus.publish({ topic: 'asked', feed: log.feed, map: (event) => event })
        for (const name of names) {
          host.react(log, poisoned(name))
          host.bus.react<Asked>('asked', poisoned(name))
        }
        return { host, log }
      }
      const first = await open('stays', 'goes')
      const because = { actor: 'test', causationId: '1' }
      await first.log.of<Asked>().append('a', 0, [{ type: 'Asked', data: { text: 'a' } }], because)
      await first.host.settled()
      await first.host.close()
      const { host } = await open('stays')
      const aside = await host.bus.quarantined()
      const names = aside.map(({ reaction }) => reaction)
      assert.deepEqual(names, ['goes', 'goes<asked', 'stays', 'stays<asked'])
      for (const entry of aside.slice(2))
        await assert.rejects(host.giveUp(entry, why), { code: 'CL_STILL_HANDLED' })
      for (const entry of aside.slice(0, 2)) await host.giveUp(entry, why)
      assert.deepEqual(await host.bus.quarantined(), aside.slice(2))
      assert.deepEqual(
        await host.givenUp(),
        aside.slice(0, 2).map((entry) => ({ ...entry, why })),
      )
    }),
  )
})
