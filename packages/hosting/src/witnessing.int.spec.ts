import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { firstSchema, type ChainHead, type Event, type Witness } from '@careloom/event-sourcing'
import { scratchFolder } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import { EmbeddedHost } from './embedded/embedded-host.ts'
import { syslogWitness } from './syslog-witness.ts'

type Noted = Event<'Noted', { text: string }>

async function live(dataDir: string, notes: number, from = 0): Promise<void> {
  const host = new EmbeddedHost({ dataDir })
  try {
    const log = await host.openLog('notes', firstSchema)
    for (let i = from; i < from + notes; i++)
      await log.of<Noted>().append(`note-${i}`, 0, [{ type: 'Noted', data: { text: 'a' } }], {
        actor: 'a',
        causationId: `${i}`,
      })
  } finally {
    await host.close()
  }
}

describe('the witness of a host', () => {
  it(
    'is told the heads when a host closes, and agrees at the next start',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      await live(dataDir, 3)
      await live(dataDir, 2, 3)
    }),
  )
  it(
    'keeps a host from serving a log that is older than what it was told, or another',
    withContext(async (t) => {
      const dataDir = scratchFolder(t)
      const file = join(dataDir, 'logs', 'notes.sqlite')
      await live(dataDir, 3)
      copyFileSync(file, `${file}.older`)
      await live(dataDir, 2, 3)
      copyFileSync(`${file}.older`, file)
      await assert.rejects(live(dataDir, 0), (error: Error) => {
        assert.match(error.message, /notes ends at position 3, its witness was told of 5/)
        return true
      })
      rmSync(file)
      await assert.rejects(live(dataDir, 0), { code: 'CL_LOG_NOT_AS_WITNESSED' })
      assert.match(
        await live(dataDir, 5).then(
          () => 'served',
          (error: Error) => error.message,
        ),
        /ends at position 0/,
      )
    }),
  )
  it(
    'can be a syslog server too, which gets a line for each head',
    withContext(async (t) => {
      const server = createSocket('udp4')
      server.bind(0, '127.0.0.1')
      await once(server, 'listening')
      t.after(() => server.close())
      const beside: Witness = {
        tell: async () => undefined,
        tellRestored: async () => undefined,
        told: async () => new Map(),
      }
      const { port } = server.address()
      const witness = syslogWitness(
        { host: '127.0.0.1', port },
        beside,
        () => '2026-11-09T14:02:00Z',
      )
      const message = once(server, 'message')
      const head: ChainHead = { log: 'notes', position: 3, chain: 'f00' }
      await witness.tell([head])
      const [line] = (await message) as [Buffer]
      assert.equal(
        line.toString(),
        '<109>1 2026-11-09T14:02:00Z - careloom - head - log=notes position=3 chain=f00',
      )
    }),
  )
})
