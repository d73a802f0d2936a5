import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { OpenShared } from '@careloom/event-sourcing'
import { withContext, type TestContext } from './with-context.ts'

export type SharedUnderTest = {
  /** What is shared, as a process of its own sees it. */
  another(): OpenShared
  /** Lets time go by. */
  pass(ms: number): void
  /** Everything that is kept, as bytes. */
  atRest(): Promise<Buffer>
}

export type OpenSharedUnderTest = (t: TestContext) => Promise<SharedUnderTest>

type Launch = { readonly patient: string }

const ttlMs = 60_000
const dana: Launch = { patient: 'Dana Reyes' }

/** What every place that replicas share must do. */
export function sharedContract(name: string, open: OpenSharedUnderTest): void {
  describe(`shared contract: ${name}`, () => {
    it(
      'is found by another replica under its name and key, and replaced',
      withContext(async (t) => {
        const { another } = await open(t)
        const [one, two] = [another(), another()]
        await one<Launch>('launches', ttlMs).put('a', dana)
        assert.deepEqual(await two<Launch>('launches', ttlMs).get('a'), dana)
        assert.equal(await two<Launch>('launches', ttlMs).get('b'), undefined)
        assert.equal(await two<Launch>('handoffs', ttlMs).get('a'), undefined)
        await two<Launch>('launches', ttlMs).put('a', { patient: 'Robin' })
        assert.deepEqual(await one<Launch>('launches', ttlMs).get('a'), { patient: 'Robin' })
      }),
    )
    it(
      'is listed by any replica: all that is there under a name, and nothing that is over',
      withContext(async (t) => {
        const { another, pass } = await open(t)
        const robin = { patient: 'Robin' }
        await another()<Launch>('launches', ttlMs).put('a', dana)
        await another()<Launch>('handoffs', ttlMs).put('c', dana)
        pass(ttlMs / 2)
        await another()<Launch>('launches', ttlMs).put('b', robin)
        const listed = async () => {
          const found = await another()<Launch>('launches', ttlMs).all()
          return found.map(({ patient }) => patient).sort()
        }
        assert.deepEqual(await listed(), ['Dana Reyes', 'Robin'])
        pass(ttlMs / 2)
        assert.deepEqual(await listed(), ['Robin'])
        await another()<Launch>('launches', ttlMs).take('b')
        assert.deepEqual(await listed(), [])
      }),
    )
    it(
      'is taken by one of many, once',
      withContext(async (t) => {
        const { another } = await open(t)
        await another()<Launch>('launches', ttlMs).put('a', dana)
        const replicas = Array.from({ length: 8 }, () => another()<Launch>('launches', ttlMs))
        const got = await Promise.all(replicas.map((each) => each.take('a')))
        assert.deepEqual(
          got.filter((each) => each !== undefined),
          [dana],
        )
        assert.equal(await another()<Launch>('launches', ttlMs).get('a'), undefined)
      }),
    )
    it(
      'is over after its time, whether it is asked for or taken',
      withContext(async (t) => {
        const { another, pass } = await open(t)
        const launches = another()<Launch>('launches', ttlMs)
        await launches.put('a', dana)
        pass(ttlMs - 1)
        assert.deepEqual(await launches.get('a'), dana)
        pass(1)
        assert.equal(await launches.get('a'), undefined)
        assert.equal(await launches.take('a'), undefined)
      }),
    )
    it(
      'lasts as long again when it is put again',
      withContext(async (t) => {
        const { another, pass } = await open(t)
        const launches = another()<Launch>('launches', ttlMs)
        await launches.put('a', dana)
        pass(ttlMs / 2)
        await launches.put('a', dana)
        pass(ttlMs / 2)
        assert.deepEqual(await launches.get('a'), dana)
      }),
    )
    it(
      'shows nothing to whoever has what is kept',
      withContext(async (t) => {
        const { another, atRest } = await open(t)
        await another()<Launch>('launches', ttlMs).put('secret-code', dana)
        const bytes = await atRest()
        assert.ok(bytes.length > 0)
        assert.equal(bytes.includes('Dana'), false)
        assert.equal(bytes.includes('secret-code'), false)
      }),
    )
  })
}
