import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Quarantined, ReactionStore } from '@careloom/event-sourcing'
import { withContext, type TestContext } from './with-context.ts'

/** Opens the store; opening again with the same `t` opens what the first one kept, after it has been closed or beside it: as another process. */
export type OpenReactions = (t: TestContext) => Promise<() => Promise<ReactionStoreUnderTest>>
export type ReactionStoreUnderTest = { readonly store: ReactionStore; close(): Promise<void> }

const aside = (position: number, more: Partial<Quarantined> = {}): Quarantined => ({
  reaction: 'answer',
  position,
  key: 'note-1',
  type: 'Asked',
  tries: 5,
  error: 'Error: cannot',
  at: '2026-11-09T14:02:00.000Z',
  ...more,
})
const at = (position: number) => ({ position, mark: `mark-${position}` })
const nothing = { reached: { position: 0, mark: '' }, quarantined: [] }

/** What every place where reactions keep how far they are must do. */
export function reactionStoreContract(name: string, open: OpenReactions): void {
  describe(`reaction store contract: ${name}`, () => {
    it(
      'knows of each reaction where it was and what it set aside, also after a restart',
      withContext(async (t) => {
        const reopen = await open(t)
        const first = await reopen()
        assert.deepEqual(await first.store.load('answer'), nothing)
        await first.store.save('answer', at(7))
        await first.store.save('other', at(3))
        await first.store.quarantine(aside(5))
        await first.close()
        const { store } = await reopen()
        assert.deepEqual(await store.load('answer'), { reached: at(7), quarantined: [aside(5)] })
        assert.deepEqual(await store.load('other'), { reached: at(3), quarantined: [] })
        assert.deepEqual(await store.load('unheard-of'), nothing)
      }),
    )
    it(
      'shows another process what was saved, once it has been flushed',
      withContext(async (t) => {
        const reopen = await open(t)
        const [one, two] = [await reopen(), await reopen()]
        await one.store.save('answer', at(7))
        await one.store.flush()
        assert.deepEqual((await two.store.load('answer')).reached, at(7))
        assert.equal(await one.store.flush(), undefined)
      }),
    )
    it(
      'goes back only where a reaction begins again',
      withContext(async (t) => {
        const reopen = await open(t)
        const first = await reopen()
        await first.store.save('answer', at(7))
        await first.store.save('answer', at(4))
        assert.deepEqual((await first.store.load('answer')).reached, at(7))
        await first.store.restart('answer', at(4))
        await first.close()
        const { store } = await reopen()
        assert.deepEqual((await store.load('answer')).reached, at(4))
      }),
    )
    it(
      'goes on where another process was, and takes nothing back that it has done',
      withContext(async (t) => {
        const reopen = await open(t)
        const [one, two] = [await reopen(), await reopen()]
        await one.store.load('answer')
        await one.store.save('answer', at(3))
        await two.store.load('answer')
        await two.store.save('answer', at(9))
        await two.close()
        assert.deepEqual((await one.store.load('answer')).reached, at(9))
        await one.store.save('answer', at(5))
        await one.close()
        const { store } = await reopen()
        assert.deepEqual((await store.load('answer')).reached, at(9))
      }),
    )
    it(
      'takes nothing back that another process has done meanwhile',
      withContext(async (t) => {
        const reopen = await open(t)
        const [late, other] = [await reopen(), await reopen()]
        await late.store.load('answer')
        await other.store.save('answer', at(9))
        await other.close()
        await late.store.save('answer', at(5))
        await late.close()
        const { store } = await reopen()
        assert.deepEqual((await store.load('answer')).reached, at(9))
      }),
    )
    it(
      'lists what is set aside by reaction and position, until it is released',
      withContext(async (t) => {
        const { store } = await (await open(t))()
        for (const entry of [aside(9), aside(5), aside(2, { reaction: 'other' })])
          await store.quarantine(entry)
        const all = [aside(5), aside(9), aside(2, { reaction: 'other' })]
        assert.deepEqual(await store.quarantined(), all)
        assert.deepEqual(await store.quarantined('answer'), all.slice(0, 2))
        await store.release('answer', 5)
        await store.release('answer', 5)
        assert.deepEqual(await store.quarantined('answer'), [aside(9)])
      }),
    )
    it(
      'keeps what was given up, and why, also after a restart',
      withContext(async (t) => {
        const reopen = await open(t)
        const first = await reopen()
        const why = { reason: 'nobody runs it', by: 'ada', at: '2026-11-10T08:00:00.000Z' }
        for (const entry of [aside(9), aside(5)]) await first.store.quarantine(entry)
        await first.store.giveUp(aside(5), why)
        await first.store.giveUp(aside(5), { ...why, reason: 'said again' })
        await first.close()
        const { store } = await reopen()
        assert.deepEqual(await store.givenUp(), [{ ...aside(5), why }])
        assert.deepEqual(await store.quarantined(), [aside(9)])
      }),
    )
    it(
      'keeps why a message failed when it is set aside again behind another',
      withContext(async (t) => {
        const { store } = await (await open(t))()
        await store.quarantine(aside(5))
        await store.quarantine(aside(5, { tries: 0, error: 'behind one that was set aside' }))
        assert.deepEqual(await store.quarantined(), [aside(5)])
        await store.quarantine(aside(5, { tries: 5, error: 'Error: still cannot' }))
        assert.deepEqual(await store.quarantined(), [aside(5, { error: 'Error: still cannot' })])
      }),
    )
  })
}
