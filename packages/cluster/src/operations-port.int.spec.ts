import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { metrics } from '@careloom/telemetry'
import { withContext } from '@careloom/testing/with-context'
import { openOperationsPort } from './operations-port.ts'

describe('the operations port', () => {
  it(
    'says that the process lives, whether it is ready and why not, and its metrics',
    withContext(async (t) => {
      let isReady = false
      const ready = () => ({ isReady, said: { status: isReady ? 'ready' : 'starting' } })
      const opened = await openOperationsPort(0, '127.0.0.1', metrics([]), ready)
      t.after(() => opened.close())
      const ask = async (path: string) => {
        const answer = await fetch(`http://127.0.0.1:${opened.port}${path}`)
        return [answer.status, await answer.text()] as const
      }
      assert.deepEqual(await ask('/livez'), [200, '{"status":"alive"}'])
      assert.deepEqual(await ask('/readyz'), [503, '{"status":"starting"}'])
      isReady = true
      assert.deepEqual(await ask('/readyz'), [200, '{"status":"ready"}'])
      assert.match((await ask('/metrics'))[1], /careloom_http_request_seconds/)
      assert.equal((await ask('/nothing'))[0], 404)
    }),
  )
  it(
    'outlives what cannot be measured, and shows the others when nothing was there at first',
    withContext(async (t) => {
      const shown = { labels: { projection: 'people/person-list' }, value: 3 }
      let read = (): (typeof shown)[] => []
      const gauge = { name: 'behind', help: 'x', labels: ['projection'], read: () => read() }
      const ready = () => ({ isReady: true, said: {} })
      const opened = await openOperationsPort(0, '127.0.0.1', metrics([gauge]), ready)
      t.after(() => opened.close())
      const scrape = () => fetch(`http://127.0.0.1:${opened.port}/metrics`)
      read = () => [shown]
      assert.match(await (await scrape()).text(), /^behind\{projection="people\/person-list"\} 3$/m)
      read = () => {
        throw new TypeError('cannot be read')
      }
      assert.equal((await scrape()).status, 500)
      read = () => [shown]
      assert.equal((await scrape()).status, 200)
    }),
  )
})
