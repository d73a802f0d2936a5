import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { whileHeld, type Lease, type Leases } from '@careloom/event-sourcing'
import { eventually } from './notes.ts'
import { withContext, type TestContext } from './with-context.ts'

export type LeasesUnderTest = {
  /** Leases as a process of its own sees them. */
  another(): Leases
  /** Lets time go by. */
  pass(ms: number): void
}

export type OpenLeases = (t: TestContext, termMs: number) => Promise<LeasesUnderTest>

const termMs = 10_000

/** What every kind of leases must do, and what is made of them. */
export function leaseContract(name: string, open: OpenLeases): void {
  describe(`lease contract: ${name}`, () => {
    holding(open)
    working(open)
  })
}

function holding(open: OpenLeases): void {
  it(
    'is held by one of two, each name by itself',
    withContext(async (t) => {
      const { another } = await open(t, termMs)
      const [one, two] = [another(), another()]
      assert.equal(await one('a').acquire(), 1)
      assert.equal(await two('a').acquire(), undefined)
      assert.equal(await two('b').acquire(), 1)
      assert.equal(await one('b').acquire(), undefined)
    }),
  )
  it(
    'is got by one of many that ask at the same moment',
    withContext(async (t) => {
      const { another } = await open(t, termMs)
      const all = Array.from({ length: 8 }, () => another()('a'))
      const epochs = await Promise.all(all.map((lease) => lease.acquire()))
      assert.deepEqual(
        epochs.filter((epoch) => epoch !== undefined),
        [1],
      )
    }),
  )
  it(
    'keeps its epoch while it is renewed in time',
    withContext(async (t) => {
      const { another, pass } = await open(t, termMs)
      const lease = another()('a')
      for (let i = 0; i < 3; i++) {
        assert.equal(await lease.acquire(), 1)
        pass(termMs / 2)
      }
    }),
  )
  it(
    'goes to another when its term has run out, under a higher epoch, and not back',
    withContext(async (t) => {
      const { another, pass } = await open(t, termMs)
      const [one, two] = [another()('a'), another()('a')]
      assert.equal(await one.acquire(), 1)
      pass(termMs + 1)
      assert.equal(await two.acquire(), 2)
      assert.equal(await one.acquire(), undefined)
    }),
  )
  it(
    'has a higher epoch when its holder was paused, even if nobody else came',
    withContext(async (t) => {
      const { another, pass } = await open(t, termMs)
      const lease = another()('a')
      assert.equal(await lease.acquire(), 1)
      pass(termMs + 1)
      assert.equal(await lease.acquire(), 2)
    }),
  )
  it(
    'goes to another at once when it is let go',
    withContext(async (t) => {
      const { another } = await open(t, termMs)
      const [one, two] = [another()('a'), another()('a')]
      await one.acquire()
      await one.release()
      assert.equal(await two.acquire(), 2)
    }),
  )
  it(
    'is not taken from its holder by one that lets go of what it does not hold',
    withContext(async (t) => {
      const { another, pass } = await open(t, termMs)
      const [one, two] = [another()('a'), another()('a')]
      await one.acquire()
      pass(termMs + 1)
      await two.acquire()
      await one.release()
      assert.equal(await one.acquire(), undefined)
      assert.equal(await two.acquire(), 2)
    }),
  )
}

/** What a replica does while it holds the lease; what it has under way ends when `letEnd` is called. */
function replica(t: TestContext, lease: Lease) {
  const did: string[] = []
  let mayEnd = false
  const duty = {
    begin: () => void did.push('begin'),
    end: async () => {
      did.push('end')
      await eventually(() => mayEnd, 'that it may end')
      did.push('ended')
    },
  }
  const under = whileHeld(lease, duty, { everyMs: 5 })
  const letEnd = () => void (mayEnd = true)
  t.after(() => {
    letEnd()
    return under.close()
  })
  return { did, under, letEnd }
}

/** A lease as a process has it that is paused for a while: it asks nothing. */
function pausable(lease: Lease) {
  let goOn = () => {}
  let paused = Promise.resolve()
  return {
    pause: () => void (paused = new Promise<void>((resolve) => (goOn = resolve))),
    goOn: () => goOn(),
    acquire: () => paused.then(() => lease.acquire()),
    release: () => lease.release(),
  }
}

function working(open: OpenLeases): void {
  it(
    'lets one work at a time, and the next when what the first had under way has ended',
    withContext(async (t) => {
      const { another } = await open(t, termMs)
      const first = replica(t, another()('a'))
      await first.under.decided
      const second = replica(t, another()('a'))
      await second.under.decided
      assert.deepEqual([first.did, second.did], [['begin'], []])
      const closing = first.under.close()
      await eventually(() => first.did.includes('end'), 'the end of the first')
      assert.equal(await another()('a').acquire(), undefined)
      first.letEnd()
      await closing
      await eventually(() => second.did.includes('begin'), 'the beginning of the second')
      assert.deepEqual(first.did, ['begin', 'end', 'ended'])
    }),
  )
  it(
    'ends the work of a holder that was paused for too long, and lets it begin again when it can',
    withContext(async (t) => {
      const { another, pass } = await open(t, termMs)
      const lease = pausable(another()('a'))
      const slow = replica(t, lease)
      await slow.under.decided
      slow.letEnd()
      lease.pause()
      pass(termMs + 1)
      const other = another()('a')
      await eventually(async () => (await other.acquire()) !== undefined, 'that another holds it')
      lease.goOn()
      await eventually(() => slow.did.includes('ended'), 'the end')
      await other.release()
      await eventually(() => slow.did.length === 4, 'another beginning')
      assert.deepEqual(slow.did, ['begin', 'end', 'ended', 'begin'])
    }),
  )
  it(
    'begins again under another epoch: who was paused does not know who held it meanwhile',
    withContext(async (t) => {
      const { another, pass } = await open(t, termMs)
      const epochs: number[] = []
      const lease = another()('a')
      const under = whileHeld(
        lease,
        { begin: (epoch) => void epochs.push(epoch), end: async () => {} },
        { everyMs: 5 },
      )
      t.after(() => under.close())
      await under.decided
      pass(termMs + 1)
      await eventually(() => epochs.length === 2, 'another beginning')
      assert.deepEqual(epochs, [1, 2])
    }),
  )
  it(
    'lets another one go on when it lets go by itself, and asks again',
    withContext(async (t) => {
      const { another } = await open(t, termMs)
      const first = replica(t, another()('a'))
      first.letEnd()
      await first.under.decided
      await first.under.letGo()
      await eventually(() => first.did.length === 4, 'another beginning')
      assert.deepEqual(first.did, ['begin', 'end', 'ended', 'begin'])
    }),
  )
  it(
    'keeps the work of a holder that cannot ask, until its term is over',
    withContext(async (t) => {
      const { another } = await open(t, termMs)
      const lease = another()('a')
      let isAway = false
      const errors: unknown[] = []
      const acquire = async () => {
        if (isAway) throw new Error('away')
        return lease.acquire()
      }
      const did: string[] = []
      const duty = { begin: () => void did.push('begin'), end: async () => void did.push('end') }
      const options = { everyMs: 20, onError: (error: unknown) => errors.push(error) }
      const under = whileHeld({ ...lease, acquire }, duty, options)
      t.after(() => under.close())
      await under.decided
      isAway = true
      await eventually(() => did.includes('end'), 'the end')
      assert.ok(errors.length >= 2, `${errors.length} tries`)
      isAway = false
      await eventually(() => did.length === 3, 'another beginning')
    }),
  )
}
