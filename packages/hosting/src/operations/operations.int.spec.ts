import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { firstSchema, type Event } from '@careloom/event-sourcing'
import { eventually, scratchFolder } from '@careloom/testing'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { EmbeddedHost } from '../embedded/embedded-host.ts'
import { operationsOf } from './operations.ts'

type Noted = Event<'Noted', { text: string }>
const house = ['notes', 'door']
const because = { actor: 'a', causationId: '1' }

/** Two processes of a house: one has a log and a reaction that fails, the other is only asked. */
async function twoProcesses(t: TestContext) {
  const folder = scratchFolder(t)
  const open = (process: string) => {
    const host = new EmbeddedHost({
      dataDir: join(folder, process),
      secretsDir: join(folder, 'secrets'),
      sharedFile: join(folder, 'shared.sqlite'),
    })
    t.after(() => host.close())
    return host
  }
  const [notes, door] = [open('notes'), open('door')]
  const log = await notes.openLog('notes', firstSchema)
  const state = { isBroken: true, handled: 0 }
  notes.react<Noted>(log, {
    name: 'notes.on-noted',
    handles: ['Noted'],
    keyOf: ({ stream }) => stream,
    async handle() {
      if (state.isBroken) throw new TypeError('broken')
      state.handled += 1
    },
  })
  await log.of<Noted>().append('note-1', 0, [{ type: 'Noted', data: { text: 'a' } }], because)
  await eventually(async () => (await notes.bus.quarantined()).length === 1, 'set aside')
  const asked = (host: EmbeddedHost, process: string) =>
    operationsOf(host, { process, house, isStarted: () => true })
  const here = asked(notes, 'notes')
  const there = asked(door, 'door')
  await eventually(async () => (await there.everywhere()).length === 2, 'both are heard')
  await eventually(async () => (await here.everywhere()).length === 2, 'both are heard')
  return { here, there, door, state }
}

const reaction = 'notes.on-noted'

describe('what the console asks processes', () => {
  it(
    'is answered by the one that runs the reaction, whichever is asked',
    withContext(async (t) => {
      const { there, state } = await twoProcesses(t)
      assert.equal(await there.replay(reaction, 'note-1'), 0)
      state.isBroken = false
      assert.equal(await there.replay(reaction, 'note-1'), 1)
      assert.equal(state.handled, 1)
    }),
    120_000,
  )
  it(
    'is refused by the one that runs it as it would be there',
    withContext(async (t) => {
      const { here, there } = await twoProcesses(t)
      const [entry] = await here.quarantined()
      assert.ok(entry?.isHandled)
      const why = { reason: 'none', by: 'ines', at: '2026-11-09T14:02:00.000Z' }
      await assert.rejects(there.giveUp(entry, why), { code: 'CL_STILL_HANDLED' })
    }),
    120_000,
  )
  it(
    'lets go what nobody runs, and nothing while a process cannot be heard',
    withContext(async (t) => {
      const { here, door } = await twoProcesses(t)
      const [entry] = await here.quarantined()
      assert.ok(entry)
      const why = { reason: 'nobody runs it', by: 'ines', at: '2026-11-09T14:02:00.000Z' }
      await here.giveUp({ ...entry, reaction: 'notes.gone' }, why)
      assert.deepEqual(
        (await here.givenUp()).map((each) => each.reaction),
        ['notes.gone'],
      )
      await door.close()
      await assert.rejects(here.giveUp({ ...entry, reaction: 'notes.other' }, why), {
        code: 'CL_UNAVAILABLE',
      })
      assert.equal((await here.quarantined())[0]?.isHandled, true)
    }),
    120_000,
  )
})
