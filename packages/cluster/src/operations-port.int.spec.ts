import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { Metrics } from '@careloom/telemetry'
import { withContext } from '@careloom/testing/with-context'
import { openOperationsPort } from './operations-port.ts'

describe('the operations port', () => {
  it(
    'says that the process lives, whether it is ready and why not, and its metrics',
    withContext(async (t) => {
      let isReady = false
      const metrics = new Metrics()
      metrics.watch('careloom_ready', () => [{ labels: {}, value: Number(isReady) }])
      const ready = () => ({ isReady, said: { status: isReady ? 'ready' : 'starting' } })
      const opened = await openOperationsPort(0, '127.0.0.1', metrics, ready)
      t.after(() => opened.close())
      const ask = async (path: string) => {
        const answer = await fetch(`http://127.0.0.1:${opened.port}${path}`)
        return [answer.status, await answer.text()] as const
      }
      assert.deepEqual(await ask('/livez'), [200, '{"status":"alive"}'])
      assert.deepEqual(await ask('/readyz'), [503, '{"status":"starting"}'])
      isReady = true
      assert.deepEqual(await ask('/readyz'), [200, '{"status":"ready"}'])
      assert.match((await ask('/metrics'))[1], /^careloom_ready 1$/m)
      assert.equal((await ask('/nothing'))[0], 404)
    }),
  )
  it(
    'shows what can be read while something else cannot',
    withContext(async (t) => {
      const metrics = new Metrics()
      const labels = { projection: 'people/person-list' }
      let read = () => [{ labels, value: 3 }]
      metrics.watch('careloom_projection_behind', () => read())
      metrics.watch('careloom_ready', () => [{ labels: {}, value: 1 }])
      const ready = () => ({ isReady: true, said: {} })
      const opened = await openOperationsPort(0, '127.0.0.1', metrics, ready)
      t.after(() => opened.close())
      const scrape = async () => (await fetch(`http://127.0.0.1:${opened.port}/metrics`)).text()
      const figure = /^careloom_projection_behind\{projection="people\/person-list"\} 3$/m
      assert.match(await scrape(), figure)
      const readable = read
      read = () => {
        throw new TypeError('cannot be read')
      }
      const without = await scrape()
      assert.doesNotMatch(without, figure)
      assert.match(without, /^careloom_ready 1$/m)
      read = readable
      assert.match(await scrape(), figure)
    }),
  )
})
