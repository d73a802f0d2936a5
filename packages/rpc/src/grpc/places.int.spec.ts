import assert from 'node:assert/strict'
import dns from 'node:dns'
import { describe, it } from '@jest/globals'
import { eventually } from '@careloom/testing'
import { oracle } from '@careloom/testing/rpc.contract'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { own, reach, trust } from '../testing/known.ts'
import { addressOf } from './places.ts'
import { GrpcServer } from './server.ts'

/** Answers at an address of this machine which one it is. */
async function at(t: TestContext, host: string, port = 0): Promise<number> {
  const server = new GrpcServer({ isHealthy: () => true, trust })
  server.add(oracle, { ask: async () => ({ text: host, count: 1 }) })
  const running = await server.listen(`${host}:${port}`)
  t.after(() => running.close(0))
  return running.port
}

/** The names of a network of its own; whatever else is asked for is not found there. */
function named(t: TestContext, names: Readonly<Record<string, readonly string[]>>): void {
  const { lookup } = dns.promises
  t.after(() => Object.assign(dns.promises, { lookup }))
  Object.assign(dns.promises, {
    async lookup(name: string) {
      if (names[name] === undefined) throw new Error('not found')
      return names[name].map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    },
  })
}

/** Who answers there, as soon as all of them do. */
async function answering(t: TestContext, places: string, count: number): Promise<string[]> {
  const client = reach(t, addressOf(places))
  const answered = new Set<string>()
  await eventually(
    async () => {
      answered.add((await client.ask({ text: '' }, own)).text)
      return answered.size === count
    },
    'all of them',
    60_000,
  )
  return [...answered].sort()
}

describe('where a service is reached', () => {
  it(
    'is every address that its name stands for, in turn',
    withContext(async (t) => {
      const port = await at(t, '127.0.0.1')
      await at(t, '127.0.0.2', port)
      named(t, { people: ['127.0.0.1', '127.0.0.2'] })
      assert.deepEqual(await answering(t, `people:${port}`, 2), ['127.0.0.1', '127.0.0.2'])
    }),
  )
  it(
    'is several names and addresses of both kinds; one that is not found is passed over',
    withContext(async (t) => {
      const [one, two, three] = [
        await at(t, '127.0.0.1'),
        await at(t, '[::1]'),
        await at(t, '[::1]'),
      ]
      named(t, { 'people-3': ['::1'] })
      const places = [`127.0.0.1:${one}`, `[::1]:${two}`, `people-3:${three}`, 'people-4:1']
      const client = reach(t, addressOf(places.slice(2).join(',')))
      assert.equal((await client.ask({ text: '' }, own)).text, '[::1]')
      assert.deepEqual(await answering(t, places.join(','), 2), ['127.0.0.1', '[::1]'])
    }),
  )
  it(
    'is said not to be there where none of them is found',
    withContext(async (t) => {
      named(t, {})
      const client = reach(t, addressOf('people-1:1,people-2:1'))
      await assert.rejects(client.ask({ text: '' }, own), { code: 'CL_UNAVAILABLE' })
    }),
  )
})
