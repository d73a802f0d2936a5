import assert from 'node:assert/strict'
import { createServer, type RequestListener } from 'node:http'
import { describe, it } from '@jest/globals'
import { listen } from '@careloom/hosting/http'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { openFront, type Place } from './front.ts'

const host = '127.0.0.1'
const nobody: Place = { host, port: 9 }

async function gateway(t: TestContext, answer: RequestListener): Promise<Place> {
  const server = createServer(answer)
  t.after(() => server.close())
  return { host, port: await listen(server, 0, host) }
}

async function before(t: TestContext, ...gateways: readonly Place[]): Promise<string> {
  const front = await openFront({ host, port: 0 }, () => gateways)
  t.after(() => front.close())
  return front.url
}

describe('what stands before gateways', () => {
  it(
    'asks the next one where one is not there, with what was sent',
    withContext(async (t) => {
      const there = await gateway(t, (request, response) => void request.pipe(response))
      const url = await before(t, nobody, there)
      for (let i = 0; i < 3; i++) {
        const answer = await fetch(url, { method: 'POST', body: `words ${i}` })
        assert.equal(await answer.text(), `words ${i}`)
      }
    }),
  )
  it(
    'says when to ask again where none is there',
    withContext(async (t) => {
      const { status, headers } = await fetch(await before(t, nobody))
      assert.deepEqual([status, headers.get('retry-after')], [503, '2'])
    }),
  )
  it(
    'leaves nobody waiting for the rest of an answer whose gateway ended in its midst',
    withContext(async (t) => {
      const ending = await gateway(t, (_request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half')
        setImmediate(() => response.destroy())
      })
      await assert.rejects(fetch(await before(t, ending)).then((answer) => answer.text()))
    }),
  )
})
