import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from '@jest/globals'
import { clientToken, fhir, startProduct } from '@careloom/e2e'
import { until } from '@careloom/testing'

// A disk of 32 MB, in memory. Only root may mount one: elsewhere the test is counted as skipped.
const disk = mkdtempSync(join(tmpdir(), 'careloom-disk-'))
const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=32m', 'tmpfs', disk]).status === 0
const acted = isMounted ? it : it.skip
afterAll(() => {
  if (isMounted) spawnSync('umount', ['-l', disk])
  rmdirSync(disk)
})

const free = () => {
  const { bavail, bsize } = statfsSync(disk)
  return bavail * bsize
}
const patient = (n: number) => ({
  resourceType: 'Patient',
  name: [{ family: 'Room', given: ['Robin'] }],
  identifier: [{ system: 'urn:room', value: String(n) }],
})

describe('a full disk', () => {
  acted(
    'lets reads go on, refuses writes with a time to come back, and is over when there is room (3 times)',
    async () => {
      const dataDir = join(disk, 'data')
      let product = await startProduct({ dataDir, secretsDir: join(disk, 'secrets') })
      try {
        let client = fhir(product.url, await clientToken(product.url))
        const acknowledged: string[] = []
        let n = 0
        const create = async () => {
          const { status, body, headers } = await client.create(patient(n++))
          if (status === 201) acknowledged.push(String(body['id']))
          return { status, retryAfter: headers.get('retry-after') }
        }
        for (let round = 0; round < 3; round++) {
          await until(async () => (await create()).status === 201, 'a write')
          await until(() => statfsSync(disk).bavail > 0, 'room')
          // What it keeps for itself is kept before the rest is taken.
          await new Promise((resolve) => setTimeout(resolve, 1_500))
          writeFileSync(join(disk, 'ballast'), Buffer.alloc(Math.max(0, free() - 64 * 1024)))
          const refused = await until(async () => {
            const answer = await create()
            return answer.status === 201 ? undefined : answer
          }, 'a refusal')
          assert.deepEqual(refused, { status: 503, retryAfter: '5' })
          for (let i = 0; i < 50; i++)
            assert.equal((await client.read(`Patient/${acknowledged[0]}`)).status, 200)
          assert.equal((await fetch(`${product.url}/readyz`)).status, 503)
          rmSync(join(disk, 'ballast'))
          await until(async () => (await create()).status === 201, 'that writes work again')
          await until(
            async () => (await fetch(`${product.url}/readyz`)).status === 200,
            'that it is ready again',
          )
        }
        await product.close()
        product = await startProduct({ dataDir, secretsDir: join(disk, 'secrets') })
        client = fhir(product.url, await clientToken(product.url))
        for (const id of acknowledged)
          assert.equal((await client.read(`Patient/${id}`)).status, 200)
      } finally {
        await product.close()
      }
    },
  )
})
