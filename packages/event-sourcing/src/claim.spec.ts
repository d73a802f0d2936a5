import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { because, claimOn, memoryLog, thingsOver, type MemoryLog } from '@careloom/testing'
import type { ClaimEvent } from './claim.ts'

const impatient = async () => false
const never = () => assert.fail('nobody is waited for')
const take = (id: string, ...keys: readonly string[]) => ({ kind: 'take' as const, id, keys })
const at = (id: string, revision: number) => ({ id, revision, metadata: because() })
const typesIn = async (log: MemoryLog, stream: string) =>
  (await log.read(stream)).map(({ type }) => type)

describe('a key', () => {
  it('is one of 64 who ask at once, and the others are told whose it is', async () => {
    const log = memoryLog()
    const { handle, claims } = thingsOver(log, async () => true)
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, (_, i) => handle(take(`${i}`, 'k'))),
    )
    assert.equal(outcomes.filter(({ ok }) => ok).length, 1)
    const holder = await claims.holderOf('k')
    assert.ok(
      outcomes.every((outcome) => outcome.ok || outcome.refusal.detail?.['holder'] === holder),
    )
  })

  it('that somebody died for lapses, and whoever comes back late is turned back', async () => {
    const log = memoryLog()
    const { handle, claims } = thingsOver(log, impatient)
    assert.equal(await claims.take(['k'], at('dead', 0)), undefined)
    assert.equal((await handle(take('next', 'k'))).ok, true)
    assert.deepEqual(await typesIn(log, 'dead'), ['ClaimsLapsed'])
    await assert.rejects(
      log.append('dead', 0, [{ type: 'Took', data: { keys: ['k'] } }], because()),
      { code: 'CL_WRONG_EXPECTED_REVISION' },
    )
    assert.equal((await handle(take('dead', 'other'))).ok, true, 'may still come back')
  })

  it('that was dropped, or whose owner was erased, is free at once', async () => {
    const log = memoryLog()
    const { handle, claims } = thingsOver(log, never)
    await handle(take('x', 'k', 'l'))
    await handle({ kind: 'drop', id: 'x', key: 'k' })
    assert.equal(await claims.holderOf('k'), undefined)
    assert.equal((await handle(take('y', 'k'))).ok, true)
    log.erase('x')
    assert.equal(await claims.holderOf('l'), undefined)
    assert.equal((await handle(take('y', 'l'))).ok, true)
  })

  it('is taken with all the others of a command, or none of them is', async () => {
    const log = memoryLog()
    const { handle, claims } = thingsOver(log, impatient)
    await handle(take('x', 'b'))
    assert.equal((await handle(take('y', 'c', 'b', 'a'))).ok, false)
    for (const key of ['a', 'c']) assert.deepEqual(await log.read(claimOn(key)), [])
    // One is lost on the way: it was pending for somebody who made it.
    await claims.take(['d'], at('z', 0))
    let waited = 0
    const meeting = thingsOver(log, async () => {
      if (waited++ === 0)
        await log.append('z', 0, [{ type: 'Took', data: { keys: ['d'] } }], because())
      return true
    })
    assert.equal((await meeting.handle(take('y', 'a', 'c', 'd'))).ok, false)
    assert.equal((await thingsOver(log, never).handle(take('w', 'a', 'c'))).ok, true)
  })

  it('that was claimed for a later append is not touched for an earlier one', async () => {
    const log = memoryLog()
    const { handle, claims } = thingsOver(log, impatient)
    await handle(take('x', 'other'))
    await claims.take(['k'], at('x', 1))
    await claims.take(['k'], at('x', 0))
    assert.equal((await handle(take('y', 'k'))).ok, true)
    assert.deepEqual(await typesIn(log, 'x'), ['Took', 'ClaimsLapsed'])
  })

  it('that an earlier version claimed is its owner’s, or free at once', async () => {
    const log = memoryLog()
    const { handle, claims } = thingsOver(log, never)
    await handle(take('x', 'true'))
    const claimed: ClaimEvent = { type: 'Claimed', data: { id: 'x' } }
    const confirmed: ClaimEvent = { type: 'ClaimConfirmed', data: { id: 'x' } }
    const released: ClaimEvent = { type: 'ClaimReleased', data: { id: 'x' } }
    const cutOff: ClaimEvent = { type: 'Claimed', data: { id: 'never made' } }
    const histories = {
      dropped: [claimed, confirmed],
      begun: [claimed],
      gone: [claimed, released],
      never: [cutOff],
    }
    for (const [key, events] of Object.entries(histories))
      await log.append(claimOn(key), 0, events, because())
    await log.append(claimOn('true'), 1, [confirmed], because())
    assert.equal(await claims.holderOf('true'), 'x')
    assert.equal((await handle(take('y', 'true'))).ok, false)
    for (const key of Object.keys(histories))
      assert.equal((await handle(take('y', key))).ok, true, key)
  })
})

describe('a lapse', () => {
  it('tells nothing: what was read before it may still be changed', async () => {
    const log = memoryLog()
    const { handle, claims } = thingsOver(log, impatient)
    await handle(take('x', 'a'))
    await claims.take(['k'], at('x', 1))
    await handle(take('y', 'k'))
    assert.deepEqual(await typesIn(log, 'x'), ['Took', 'ClaimsLapsed'])
    const outcome = await handle(take('x', 'b'), 1)
    assert.equal(outcome.ok, true)
    assert.equal((await handle(take('x', 'c'), 1)).ok, false)
  })
})
