import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { firstSchema, projection, type Event } from '@careloom/event-sourcing'
import { EmbeddedHost } from './embedded-host.ts'

type Noted = Event<'Noted', { text: string }>
type Row = { readonly texts: readonly string[] }

const notes = projection<Noted, Row>({
  name: 'notes',
  version: 1,
  key: (_data, { stream }) => stream,
  person: 'nobody',
  on: { Noted: (row, { text }) => ({ texts: [...(row?.texts ?? []), text] }) },
})

function dataFolder(t: TestContext): string {
  const around = mkdtempSync(join(tmpdir(), 'careloom-host-'))
  t.after(() => rmSync(around, { recursive: true, force: true }))
  return join(around, 'data')
}

async function start(dataDir: string) {
  const host = new EmbeddedHost({ dataDir })
  const log = await host.openLog('notes', firstSchema)
  return { host, log: log.of<Noted>(), model: host.project('notes', notes, { log }) }
}

describe('the embedded host', () => {
  it(
    'finds everything again at the next start, with the key that only its owner can read',
    withContext(async (t) => {
      const dataDir = dataFolder(t)
      const first = await start(dataDir)
      await first.log.append('note-1', 0, [{ type: 'Noted', data: { text: 'a' } }], {
        actor: 'a',
        causationId: '1',
      })
      const key = readFileSync(join(`${dataDir}.secrets`, 'key-encryption-key'), 'utf8')
      assert.equal(statSync(join(`${dataDir}.secrets`, 'key-encryption-key')).mode & 0o777, 0o600)
      const hashed = first.host.hashed('identifier', '4711')
      await first.host.close()
      const second = await start(dataDir)
      t.after(() => second.host.close())
      assert.equal((await second.log.read('note-1'))[0]?.data.text, 'a')
      await second.host.settled()
      assert.deepEqual((await second.model.get('note-1'))?.texts, ['a'])
      assert.equal(readFileSync(join(`${dataDir}.secrets`, 'key-encryption-key'), 'utf8'), key)
      assert.equal(second.host.hashed('identifier', '4711'), hashed)
      assert.equal(hashed.includes('4711'), false)
    }),
  )
  it(
    'hands out ids and times of whole milliseconds, whatever clock it is given',
    withContext(async (t) => {
      const host = new EmbeddedHost({ dataDir: dataFolder(t), nowMs: () => 1_790_000_000_000.75 })
      t.after(() => host.close())
      assert.match(host.newId(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/)
      assert.equal(Date.parse(host.clock()), 1_790_000_000_000)
    }),
  )
  it(
    'says how its read models are doing and that it takes writes',
    withContext(async (t) => {
      const { host, log } = await start(dataFolder(t))
      t.after(() => host.close())
      await log.append('note-1', 0, [{ type: 'Noted', data: { text: 'a' } }], {
        actor: 'a',
        causationId: '1',
      })
      await host.settled()
      const { readOnly, projections } = host.status()
      assert.equal(readOnly, false)
      assert.deepEqual(
        projections.map(({ service, name, checkpoints }) => ({ service, name, checkpoints })),
        [{ service: 'notes', name: 'notes', checkpoints: { notes: 1 } }],
      )
    }),
  )
  it(
    'calls a service that is served later, and says which is missing',
    withContext(async (t) => {
      const { host } = await start(dataFolder(t))
      t.after(() => host.close())
      const codec = { encode: () => ({ finish: () => new Uint8Array() }), decode: () => ({}) }
      const definition = {
        name: 'S',
        fullName: 'careloom.test.S',
        methods: {
          ask: {
            name: 'Ask',
            requestType: codec,
            responseType: codec,
            requestStream: false,
            responseStream: false,
          },
        },
      } as const
      const client = host.client(definition)
      const call = { metadata: { actor: 'a', causationId: '1' } }
      await assert.rejects(async () => client.ask({}, call), { code: 'CL_NOT_SERVED_YET' })
      host.serve(definition, { ask: async () => ({ answer: 1 }) })
      assert.deepEqual(await client.ask({}, call), { answer: 1 })
      await assert.rejects(host.as('nobody').client(definition).ask({}, call), {
        code: 'CL_CALLER_UNKNOWN',
      })
      assert.deepEqual(host.refusals(), [
        {
          caller: 'nobody',
          method: 'careloom.test.S/Ask',
          reason: 'caller-not-declared',
          count: 1,
        },
      ])
    }),
  )
})
