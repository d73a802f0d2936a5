import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { CallMetadata } from '@careloom/event-sourcing'
import {
  RpcFailure,
  type Call,
  type CallerRefusal,
  type Callers,
  type Client,
  type Handlers,
} from '@careloom/rpc'
import { oracle } from './oracle.ts'
import { withContext, type TestContext } from './with-context.ts'

/** Who may ask the oracle for whom. */
export const askers: Callers = {
  door: { calls: [oracle.fullName], isDoor: true },
  loom: { calls: [oracle.fullName], system: ['clock'] },
  spindle: { calls: [] },
}

export type Asking = {
  readonly nowMs: () => number
  readonly onRefused: (refusal: CallerRefusal) => void
}
/** Serves the handlers; answers the client of each caller, whoever they say that they are. */
export type ConnectAs = (
  t: TestContext,
  handlers: Handlers<typeof oracle>,
  asking: Asking,
) => Promise<(caller: string) => Client<typeof oracle>>

const ada = { actor: 'ada', organization: 'org-1', purpose: 'TREAT', causationId: 'c' }
const monday = Date.parse('2026-03-02T12:00:00.000Z')

/** What every way of calling must refuse, and let through, because of who calls for whom. */
export function callersContract(name: string, connectAs: ConnectAs): void {
  async function world(t: TestContext) {
    const [time, refused, seen] = [{ nowMs: monday }, [] as CallerRefusal[], [] as Call[]]
    const handlers: Handlers<typeof oracle> = {
      ask: async ({ text }, call) => (seen.push(call), { text, count: seen.length }),
    }
    const asking = {
      nowMs: () => time.nowMs,
      onRefused: (refusal: CallerRefusal) => void refused.push(refusal),
    }
    const as = await connectAs(t, handlers, asking)
    const ask = (caller: string, metadata: CallMetadata) =>
      as(caller).ask({ text: '' }, { metadata })
    /** What a service is told of somebody whom the door has seen. */
    const toldOf = async (metadata: CallMetadata) => {
      await ask('door', metadata)
      return seen.at(-1)?.metadata ?? assert.fail('nothing was asked')
    }
    const isRefused = async (
      asked: Promise<unknown>,
      caller: string,
      reason: string,
      code = 'CL_CALLER_NOT_PERMITTED',
    ) => {
      const before = seen.length
      await assert.rejects(asked, (error) => {
        assert.ok(error instanceof RpcFailure)
        assert.deepEqual([error.code, error.reason, error.retryable], [code, reason, false])
        return true
      })
      assert.equal(seen.length, before, 'it was handled all the same')
      const refusal = { caller, method: `${oracle.fullName}/Ask`, reason }
      assert.deepEqual(refused.at(-1), refusal)
    }
    return { time, refused, ask, toldOf, isRefused }
  }

  describe(`callers contract: ${name}`, () => {
    it(
      'lets a door ask for whom it has seen, and a service for whom the door has',
      withContext(async (t) => {
        const { ask, toldOf, refused } = await world(t)
        const told = await toldOf(ada)
        assert.equal(told.actor, 'ada')
        await ask('loom', told)
        await ask('loom', { ...told, causationId: 'c:2' })
        assert.deepEqual(refused, [])
      }),
    )
    it(
      'lets a service act by itself, under its own names',
      withContext(async (t) => {
        const { ask } = await world(t)
        for (const actor of ['system:loom', 'system:loom.weave', 'system:clock'])
          await ask('loom', { actor, causationId: 'c' })
        await ask('door', { actor: 'system:door', causationId: 'c' })
      }),
    )
    it(
      'lets a service ask on for another that acts by itself, where that one says so',
      withContext(async (t) => {
        const { ask, toldOf, isRefused } = await world(t)
        const told = await toldOf({ actor: 'system:door.launch', causationId: 'c' })
        await ask('loom', told)
        const { vouched } = told
        assert.ok(vouched)
        for (const made of [undefined, { ...vouched }, { ...vouched, by: 'loom' }])
          await assert.rejects(ask('loom', { ...told, vouched: made && { ...made, until: 0 } }))
        await isRefused(
          ask('loom', { ...told, actor: 'system:spindle' }),
          'loom',
          'vouched-for-somebody-else',
        )
      }),
    )
    it(
      'refuses anybody the names of another service, a door too',
      withContext(async (t) => {
        const { ask, isRefused } = await world(t)
        for (const caller of ['loom', 'door'])
          for (const actor of ['system:spindle', 'system:loomed', 'system:'])
            await isRefused(
              ask(caller, { actor, causationId: 'c' }),
              caller,
              'system-actor-of-another',
            )
      }),
    )
    it(
      'refuses a service to ask for somebody whom no door has seen',
      withContext(async (t) => {
        const { ask, isRefused } = await world(t)
        await isRefused(ask('loom', ada), 'loom', 'actor-not-vouched-for')
      }),
    )
    it(
      'refuses a service to ask for another than the door has seen, or for another organization or purpose',
      withContext(async (t) => {
        const { ask, toldOf, isRefused } = await world(t)
        const told = await toldOf(ada)
        for (const other of [{ actor: 'ben' }, { organization: 'org-2' }, { purpose: 'ETREAT' }])
          await isRefused(ask('loom', { ...told, ...other }), 'loom', 'vouched-for-somebody-else')
      }),
    )
    it(
      'refuses what a service made up, however like the word of a door it looks',
      withContext(async (t) => {
        const { ask, toldOf, isRefused } = await world(t)
        const { vouched } = await toldOf(ada)
        assert.ok(vouched)
        const made = (change: object) =>
          ask('loom', { ...ada, actor: 'ben', vouched: { ...vouched, actor: 'ben', ...change } })
        await isRefused(made({}), 'loom', 'vouching-not-genuine')
        await isRefused(made({ by: 'loom' }), 'loom', 'vouched-for-by-who-may-not')
        const longer = { ...ada, vouched: { ...vouched, until: vouched.until + 1 } }
        await isRefused(ask('loom', longer), 'loom', 'vouching-not-genuine')
      }),
    )
    it(
      'refuses the word of a door when its minute is over',
      withContext(async (t) => {
        const { ask, toldOf, isRefused, time } = await world(t)
        const told = await toldOf(ada)
        time.nowMs += 29_000
        await ask('loom', told)
        time.nowMs += 60_000
        await isRefused(ask('loom', told), 'loom', 'vouching-is-over')
      }),
    )
    it(
      'refuses whoever is not declared to call the service, or not at all',
      withContext(async (t) => {
        const { ask, isRefused } = await world(t)
        const own = (caller: string) => ask(caller, { actor: `system:${caller}`, causationId: 'c' })
        await isRefused(own('spindle'), 'spindle', 'service-not-for-this-caller')
        await isRefused(own('nobody'), 'nobody', 'caller-not-declared', 'CL_CALLER_UNKNOWN')
        await isRefused(own('toString'), 'toString', 'caller-not-declared', 'CL_CALLER_UNKNOWN')
      }),
    )
  })
}
