import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createSecretKey } from 'node:crypto'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, it } from '@jest/globals'
import { keyIdOf, type WrappingKeys } from '@careloom/event-sourcing/keys'
import { eventually, scratchFolder } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import {
  keepAsRetired,
  makeCurrent,
  makeSecrets,
  secretsIn,
  secretsOfHouse,
  watchKeys,
} from './secrets.ts'

const run = promisify(execFile)
const child = join(import.meta.dirname, 'make-secrets.child.ts')

/** Which secrets each of some processes has that make them at the same moment. */
async function madeAtOnce(folder: string, how: 'house' | 'own'): Promise<string[]> {
  const at = String(Date.now() + 1_500)
  const all = [1, 2, 3, 4].map(() => run(process.execPath, [child, folder, how, at]))
  return (await Promise.all(all)).map(({ stdout }) => stdout)
}

describe('who watches the secrets', () => {
  it(
    'hears of a key that was put back and of another current one, and keeps what is deleted or away',
    withContext(async (t) => {
      const folder = join(scratchFolder(t), 'secrets')
      const { keks } = secretsIn(folder)
      const [first] = keks
      const [back, next] = [1, 2].map((byte) => createSecretKey(Buffer.alloc(32, byte)))
      assert.ok(back && next)
      const told: WrappingKeys[] = []
      t.after(watchKeys(folder, keks, (changed) => told.push(changed)))
      keepAsRetired(folder, back)
      await eventually(() => told.length === 1, 'that it hears of the one put back')
      assert.deepEqual(told[0]?.map(keyIdOf), [first, back].map(keyIdOf))
      rmSync(join(folder, 'retired-keys'), { recursive: true })
      keepAsRetired(folder, first)
      makeCurrent(folder, next)
      await eventually(() => told.length === 2, 'that it hears of the current one')
      assert.deepEqual(told[1]?.map(keyIdOf), [next, first, back].map(keyIdOf))
      rmSync(folder, { recursive: true })
      assert.deepEqual(secretsIn(folder).keks.length, 1)
      await eventually(() => told.length === 3, 'that it hears of the one made there')
      assert.equal(told[2]?.length, 4)
    }),
  )
})

describe('the secrets of a house on several machines', () => {
  it(
    'are made once, all at the same moment, and are whole wherever they are read',
    withContext(async (t) => {
      const folder = join(scratchFolder(t), 'not-yet', 'secrets')
      assert.equal(makeSecrets(folder), true)
      const made = secretsOfHouse(folder)
      assert.equal(makeSecrets(folder), false)
      assert.ok(made.chainKey.equals(secretsOfHouse(folder).chainKey))
      assert.deepEqual(readdirSync(join(folder, '..')), ['secrets'])
    }),
  )
  for (const how of ['house', 'own'] as const)
    it(
      `are the same for processes that make them at the same moment (${how})`,
      withContext(async (t) => {
        const around = scratchFolder(t)
        const made = await madeAtOnce(join(around, 'secrets'), how)
        assert.equal(new Set(made).size, 1)
        assert.equal(made[0]?.split(' ').length, 3)
        assert.deepEqual(readdirSync(around), ['secrets'])
        assert.equal(readdirSync(join(around, 'secrets')).length, 3)
      }),
    )
  it(
    'are refused by the names of those that are missing, and none is made',
    withContext(async (t) => {
      const folder = join(scratchFolder(t), 'secrets')
      const missing = (...named: readonly string[]) => ({
        code: 'CL_SECRETS_MISSING',
        message: new RegExp(`lacks ${named.join(' and ')}:`),
      })
      assert.throws(
        () => secretsOfHouse(folder),
        missing('key-encryption-key', 'chain-key', 'claims-key'),
      )
      assert.equal(existsSync(folder), false)
      makeSecrets(folder)
      rmSync(join(folder, 'claims-key'))
      for (const read of [secretsOfHouse, makeSecrets])
        assert.throws(() => read(folder), missing('claims-key'))
      assert.deepEqual(readdirSync(folder).toSorted(), ['chain-key', 'key-encryption-key'])
    }),
  )
  it(
    'are refused when one is empty or cut off, by its name',
    withContext(async (t) => {
      const folder = join(scratchFolder(t), 'secrets')
      makeSecrets(folder)
      for (const text of ['', Buffer.alloc(31).toString('base64')]) {
        writeFileSync(join(folder, 'chain-key'), text)
        const refused = { code: 'CL_SECRET_DAMAGED', message: /chain-key holds/ }
        assert.throws(() => secretsOfHouse(folder), refused)
        assert.throws(() => secretsIn(folder), refused)
      }
    }),
  )
})
