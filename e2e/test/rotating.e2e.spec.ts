import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from '@jest/globals'
import { clientToken, fhir, startProduct, type Product } from '@careloom/e2e'
import { condition, newIdentifier, patient } from './resources.ts'

const around = mkdtempSync(join(tmpdir(), 'careloom-rotating-'))
const dataDir = join(around, 'data')
afterAll(() => rmSync(around, { recursive: true, force: true }))

/** `npm run rotate-key` as an operator gives it. */
function rotate(): Promise<{ code: number | null; said: string }> {
  const file = join(import.meta.dirname, '../../scripts/rotate-key.ts')
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
    env: { ...process.env, CARELOOM_DATA: dataDir },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, said }))
  })
}

const errors = ({ lines }: Product) => lines.filter((line) => line.includes('"level":"error"'))

describe('the product while its key-encryption key is rotated', () => {
  it('goes on, and knows afterwards whoever was there before, also after a start', async () => {
    const product = await startProduct({ dataDir })
    const client = fhir(product.url, await clientToken(product.url))
    const identifier = newIdentifier()
    const register = async (of = identifier) => {
      const answer = await client.create(patient(of), { 'if-none-exist': condition(of) })
      return [answer.status, String(answer.body['id'])] as const
    }
    const [created, id] = await register()
    assert.equal(created, 201)
    let isDone = false
    const statuses = new Set<number>()
    const registering = Promise.all(
      Array.from({ length: 4 }, async () => {
        while (!isDone) statuses.add((await register(newIdentifier()))[0])
      }),
    )
    for (let round = 0; round < 2; round++) {
      const { code, said } = await rotate()
      assert.equal(code, 0, said)
      assert.match(said, /every key is wrapped by it\n[^]*The key-encryption key is [0-9a-f]{16}/)
    }
    isDone = true
    await registering
    assert.deepEqual([[...statuses], errors(product)], [[201], []])
    assert.deepEqual(await register(), [200, id])
    await product.close()
    const again = await startProduct({ dataDir })
    const later = fhir(again.url, await clientToken(again.url))
    const answer = await later.create(patient(identifier), {
      'if-none-exist': condition(identifier),
    })
    assert.deepEqual([answer.status, answer.body['id']], [200, id])
    assert.equal((await later.read(`Patient/${id}`)).status, 200)
    await again.close()
    const { code } = await rotate()
    assert.equal(code, 0)
  })
})
