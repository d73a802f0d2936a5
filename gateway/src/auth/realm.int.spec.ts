import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { IdentityAway, realmKeys, stillHolds } from './realm.ts'

const freshMs = 30_000

const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const key = (kid: string) => ({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' })
const keySet = (...kids: string[]) => JSON.stringify({ keys: kids.map(key) })

/** A realm that answers what the test says, and counts how often it was asked. */
async function realm(t: TestContext, answer: string) {
  const told = { status: 200, answer, asked: 0, nowMs: 0 }
  const server = createServer((_request, response) => {
    told.asked += 1
    response.writeHead(told.status).end(told.answer)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/certs`
  return { told, url, keys: realmKeys(url, freshMs, () => told.nowMs, 20) }
}

describe('the keys of a realm', () => {
  it(
    'are asked for once by many',
    withContext(async (t) => {
      const { told, keys } = await realm(t, keySet('a'))
      const found = await Promise.all(Array.from({ length: 50 }, () => keys.find('a')))
      assert.ok(found.every((each) => each !== undefined))
      assert.equal(told.asked, 1)
    }),
  )
  it(
    'are known when they are new, however shortly before was asked',
    withContext(async (t) => {
      const { told, keys } = await realm(t, keySet('a'))
      await keys.find('a')
      told.answer = keySet('a', 'b')
      assert.ok((await keys.find('b')) !== undefined)
    }),
  )
  it(
    'are asked for once more for many that are made up',
    withContext(async (t) => {
      const { told, keys } = await realm(t, keySet('a'))
      await keys.find('a')
      const found = await Promise.all(Array.from({ length: 50 }, (_, i) => keys.find(`x${i}`)))
      assert.ok(found.every((each) => each === undefined))
      assert.ok(told.asked <= 3, `asked ${told.asked} times`)
    }),
  )
  it(
    'are known no longer than half a minute after the realm took them back',
    withContext(async (t) => {
      const { told, keys } = await realm(t, keySet('a', 'b'))
      await keys.find('a')
      told.answer = keySet('b')
      told.nowMs = freshMs - 1
      assert.ok((await keys.find('a')) !== undefined)
      told.nowMs = freshMs
      assert.equal(await keys.find('a'), undefined)
      assert.ok((await keys.find('b')) !== undefined)
    }),
  )
  it(
    'hold while the realm answers what is none of its answers',
    withContext(async (t) => {
      const { told, keys } = await realm(t, keySet('a'))
      await keys.find('a')
      const odd = [
        '<html>Not now</html>',
        '{}',
        '[]',
        'null',
        '{"keys":[]}',
        '{"keys":[null]}',
        '{"keys":[{"kid":"b","kty":"RSA"}]}',
        '',
      ]
      for (const answer of odd) {
        told.answer = answer
        told.nowMs += freshMs
        assert.ok((await keys.find('a')) !== undefined, answer)
        await assert.rejects(keys.find('b'), IdentityAway, answer)
      }
      told.status = 502
      await assert.rejects(keys.find('b'), IdentityAway)
    }),
  )
})

describe('the realm that is asked whether a token still holds', () => {
  it(
    'is away when it answers something else, and refuses a wrong secret loudly',
    withContext(async (t) => {
      const { told, url } = await realm(t, '{"active":true}')
      const holds = stillHolds(url, 'careloom-gateway', 'secret')
      assert.equal(await holds('token'), true)
      told.answer = '{"active":false}'
      assert.equal(await holds('token'), false)
      for (const answer of ['<html>Not now</html>', 'null', '{}', '']) {
        told.answer = answer
        await assert.rejects(holds('token'), IdentityAway, answer)
      }
      told.status = 401
      await assert.rejects(holds('token'), /GATEWAY_SECRET/)
    }),
  )
})
