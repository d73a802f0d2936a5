import assert from 'node:assert/strict'
import { createSecretKey } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { keyIdOf, type WrappingKeys } from '@careloom/event-sourcing/keys'
import { eventually, scratchFolder } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import { keepAsRetired, makeCurrent, secretsIn, watchKeys } from './secrets.ts'

describe('who watches the secrets', () => {
  it(
    'hears of a key that was put back and of another current one, and keeps what is deleted or away',
    withContext(async (t) => {
      const folder = join(scratchFolder(t), 'secrets')
      const [first] = secretsIn(folder).keks
      const [back, next] = [1, 2].map((byte) => createSecretKey(Buffer.alloc(32, byte)))
      assert.ok(back && next)
      const told: WrappingKeys[] = []
      t.after(watchKeys(folder, (keks) => told.push(keks)))
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
