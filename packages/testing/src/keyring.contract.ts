import assert from 'node:assert/strict'
import { createSecretKey, type KeyObject } from 'node:crypto'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import type { Keyring } from '@careloom/event-sourcing'
import { ErasureLedger, type WrappingKeys } from '@careloom/event-sourcing/keys'
import { eventually, personA, personB } from './notes.ts'
import { scratchFolder, scratchKey } from './scratch-log.ts'
import { withContext, type TestContext } from './with-context.ts'

export type KeyringUnderTest = Keyring<KeyObject> & {
  wrapBy(keks: WrappingKeys): void
  eraseAgain(): Promise<number>
}

/** The keys as a process of its own has them. */
export type KeysOfProcess = {
  readonly keyring: KeyringUnderTest
  /** Seals something with the key of a subject, and answers the key. */
  seal(subject: string): Promise<KeyObject | 'erased'>
  close(): Promise<void>
}

export type KeyringOptions = {
  readonly keks?: WrappingKeys
  readonly ledger?: ErasureLedger
  /** Keys that are kept unwrapped. */
  readonly maxCached?: number
}

export type KeysUnderTest = {
  /** Processes that make and destroy keys: as many at once as there may be, one or two. */
  writers(
    options?: KeyringOptions,
  ): Promise<readonly [one: KeysOfProcess, ...others: KeysOfProcess[]]>
  /** A process that reads keys; it may be one that only reads. */
  reader(options?: KeyringOptions): Promise<Omit<KeysOfProcess, 'seal'>>
  /** Keeps what is stored while no process is there; answers how to put it back. */
  copied(): Promise<() => Promise<void>>
}

/** Everything is closed when the test ends. */
export type OpenKeys = (t: TestContext) => Promise<KeysUnderTest>

const limitMs = 60_000
const people = Array.from({ length: 30 }, (_, i) => `person-${String(i).padStart(2, '0')}`)

/** What every keyring must do. */
export function keyringContract(name: string, open: OpenKeys): void {
  describe(`keyring contract: ${name}`, () => {
    sealing(open)
    erasing(open)
    lasting(open)
  })
}

async function loaded({ keyring }: { keyring: KeyringUnderTest }, subject: string) {
  await keyring.load([subject])
  return keyring.peek(subject)
}

async function assertSame(reader: { keyring: KeyringUnderTest }, subject: string, key: unknown) {
  const found = await loaded(reader, subject)
  assert.ok(typeof found === 'object' && typeof key === 'object', `${subject} has a key`)
  assert.ok(found.equals(key as KeyObject), `the key of ${subject} is the same`)
}

function sealing(open: OpenKeys): void {
  it(
    'gives every subject a key of its own, which every process finds, also after a restart',
    withContext(async (t) => {
      const { writers, reader } = await open(t)
      const [one] = await writers()
      const [a, b] = [await one.seal(personA), await one.seal(personB)]
      assert.ok(a !== 'erased' && b !== 'erased' && !a.equals(b))
      assert.equal(await one.seal(personA).then((key) => key !== 'erased' && key.equals(a)), true)
      await assertSame(await reader(), personA, a)
      await one.close()
      await assertSame(await reader(), personB, b)
    }),
  )
  it(
    'knows nothing of a subject that never had a key, and makes none by looking',
    withContext(async (t) => {
      const { writers, reader } = await open(t)
      await writers()
      for (const each of [await reader(), await reader()])
        assert.equal(await loaded(each, personA), undefined)
    }),
  )
  it(
    'makes one key for a person for whom several seal for the first time at the same moment',
    withContext(async (t) => {
      const { writers, reader } = await open(t)
      const [one, other = one] = await writers()
      const made = await Promise.all(
        people.flatMap((person) => [one.seal(person), other.seal(person)]),
      )
      const others = await reader()
      for (const [i, key] of made.entries())
        await assertSame(others, people[Math.floor(i / 2)] ?? '', key)
    }),
  )
  it(
    'finds more keys than it keeps at hand',
    withContext(async (t) => {
      const { writers, reader } = await open(t)
      const [one] = await writers({ maxCached: 2 })
      const keys = await Promise.all(people.map((person) => one.seal(person)))
      const small = await reader({ maxCached: 2 })
      for (const [i, person] of people.entries()) await assertSame(small, person, keys[i])
    }),
  )
}

function erasing(open: OpenKeys): void {
  it(
    'never seals for a person again, in any process, once their erasure is answered',
    withContext(async (t) => {
      const { writers, reader } = await open(t)
      const [one, other = one] = await writers()
      await Promise.all([one.seal(personA), other.seal(personA), other.seal(personB)])
      await one.keyring.erase(personA)
      assert.equal(await other.seal(personA), 'erased')
      assert.equal(await one.seal(personA), 'erased')
      assert.notEqual(await other.seal(personB), 'erased')
      assert.equal(await loaded(await reader(), personA), 'erased')
    }),
  )
  it(
    'is forgotten everywhere: other processes hear of it, and whoever holds copies there drops them',
    withContext(async (t) => {
      const { writers, reader } = await open(t)
      const [one] = await writers()
      const far = await reader()
      await one.seal(personA)
      assert.notEqual(await loaded(far, personA), 'erased')
      const dropped = { here: [] as number[], there: [] as number[] }
      one.keyring.heldBy(async (position) => void dropped.here.push(position))
      far.keyring.heldBy(async (position) => void dropped.there.push(position))
      let told = 0
      far.keyring.erasures.onAppended(() => (told = far.keyring.erasures.known()))
      await one.keyring.erase(personA)
      assert.deepEqual(dropped.here, [1])
      await eventually(() => dropped.there.length > 0, 'that the other drops it', limitMs)
      assert.deepEqual([dropped.there, told], [[1], 1])
      for (const { keyring } of [one, far])
        assert.deepEqual(
          [keyring.peek(personA), keyring.isErased(personA), keyring.wasErasedHere(personA)],
          ['erased', true, true],
        )
    }),
  )
  it(
    'waits for whoever holds copies here, and is asked for again when they cannot drop them',
    withContext(async (t) => {
      const { writers } = await open(t)
      const [one] = await writers()
      await one.seal(personA)
      let isAway = true
      one.keyring.heldBy(async () => {
        if (isAway) throw new Error('away')
      })
      await assert.rejects(one.keyring.erase(personA), /away/)
      isAway = false
      await one.keyring.erase(personA)
      assert.equal(one.keyring.erasures.known(), 1)
    }),
  )
  it(
    'numbers erasures once each, in one order for every process',
    withContext(async (t) => {
      const { writers, reader } = await open(t)
      const [one, other = one] = await writers()
      const gone = people.slice(0, 6)
      await Promise.all(gone.map((person) => one.seal(person)))
      await Promise.all(
        gone.flatMap((person, i) => {
          const twice = i % 2 === 0 ? [one, other] : [other]
          return twice.map(({ keyring }) => keyring.erase(person))
        }),
      )
      const told = async ({ keyring }: { keyring: KeyringUnderTest }) => {
        assert.equal(await keyring.erasures.latest(), gone.length)
        return (await keyring.erasures.readAll(0, 100)).events
      }
      const order = await told(one)
      assert.deepEqual(order.map(({ subject }) => subject).toSorted(), gone)
      assert.deepEqual(
        order.map(({ position }) => position),
        gone.map((_, i) => i + 1),
      )
      for (const each of [other, await reader()]) assert.deepEqual(await told(each), order)
      const { erasures } = one.keyring
      assert.deepEqual((await erasures.readAll(2, 2)).through, 4)
      assert.equal(await erasures.mark(3), order[2]?.subject)
      assert.deepEqual([await erasures.mark(0), await erasures.mark(7)], ['', undefined])
    }),
  )
}

function lasting(open: OpenKeys): void {
  it(
    'makes no key anew for whoever was erased, with a key or before they had one, also after a restart',
    withContext(async (t) => {
      const { writers, reader } = await open(t)
      const [one] = await writers()
      await one.seal(personA)
      await one.keyring.erase(personA)
      await one.keyring.erase(personB)
      await one.keyring.erase(personB)
      await one.close()
      const [next] = await writers()
      for (const person of [personA, personB]) {
        assert.equal(next.keyring.isErased(person), true)
        assert.equal(next.keyring.wasErasedHere(person), false)
        assert.equal(await next.seal(person), 'erased')
        assert.equal(await loaded(await reader(), person), 'erased')
      }
      assert.equal(next.keyring.erasures.known(), 2)
    }),
  )
  it(
    'destroys again the keys of those whom the ledger knows when an older past was put back',
    withContext(async (t) => {
      const { writers, reader, copied } = await open(t)
      const file = join(scratchFolder(t), 'erasures.jsonl')
      const ledger = new ErasureLedger(file, () => '2026-11-09T14:02:00.000Z')
      const [before] = await writers({ ledger })
      const [, b] = [await before.seal(personA), await before.seal(personB)]
      await before.close()
      const putBack = await copied()
      const [one] = await writers({ ledger })
      await one.keyring.erase(personA)
      await one.close()
      await putBack()
      const [restored] = await writers({ ledger })
      assert.notEqual(await loaded(restored, personA), 'erased')
      assert.equal(await restored.keyring.eraseAgain(), 1)
      assert.equal(await restored.keyring.eraseAgain(), 0)
      assert.equal(await restored.seal(personA), 'erased')
      await assertSame(await reader(), personB, b)
    }),
  )
  it(
    'wraps every key anew when another key-encryption key is current, and opens them with it alone',
    withContext(async (t) => {
      const { writers, reader } = await open(t)
      const next = createSecretKey(Buffer.alloc(32, 9))
      const [one] = await writers()
      const before = await Promise.all(people.map((person) => one.seal(person)))
      one.keyring.wrapBy([next, scratchKey])
      const late = await one.seal(personB)
      const opensAll = async () => {
        const far = await reader({ keks: [next] }).catch(() => undefined)
        try {
          await far?.keyring.load(people)
          return far !== undefined && people.every((person) => far.keyring.peek(person))
        } catch {
          return false
        } finally {
          await far?.close()
        }
      }
      await eventually(opensAll, 'that all are wrapped anew', limitMs)
      const far = await reader({ keks: [next] })
      for (const [i, person] of people.entries()) await assertSame(far, person, before[i])
      await assertSame(far, personB, late)
    }),
  )
}
