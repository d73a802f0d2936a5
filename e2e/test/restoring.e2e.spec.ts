import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, it } from '@jest/globals'
import { clientToken, fhir, journey, startProduct, until, type Product } from '@careloom/e2e'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { patient, serviceRequest } from './resources.ts'

const around = mkdtempSync(join(tmpdir(), 'careloom-restoring-'))
const dataDir = join(around, 'data')
const backups = join(around, 'backups')
afterAll(() => rmSync(around, { recursive: true, force: true }))

/** A command as an operator gives it: its exit code and what it said. */
function run(program: string, data: string, ...args: string[]) {
  const file = join(import.meta.dirname, '../../scripts', program)
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, ...args], {
    env: { ...process.env, CARELOOM_DATA: data },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  return new Promise<{ code: number | null; said: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, said }))
  })
}

async function backUp(): Promise<string> {
  const { code, said } = await run('backup.ts', dataDir, backups)
  assert.equal(code, 0, said)
  return join(backups, readdirSync(backups).sort().at(-1) ?? '')
}

async function refer(product: Product, family: string) {
  const somebody = { ...patient(), name: [{ family, given: ['Somebody'] }] }
  return journey(product.url, { patient: somebody, serviceRequest: serviceRequest('') })
}

/** Every row of every read model. */
function rowsIn(data: string): string[] {
  const files = globSync('views/*.sqlite', { cwd: data }).sort()
  return files.flatMap((file) => {
    const db = new DatabaseSync(join(data, file), { readOnly: true })
    const rows = db
      .prepare(
        'SELECT name, version, key, row FROM rows JOIN models ON id = model WHERE current ORDER BY name, key',
      )
      .all()
    db.close()
    return rows.map((row) => `${file} ${Object.values(row).join(' ')}`)
  })
}

/** Whether the measures of a plan wait for their days, and none is due that has not fired: it would fire on one of two copies. */
function hasFiredItsTimers(data: string): true | undefined {
  const dues = rowsIn(data).flatMap((row) =>
    row.includes('measure-timers ') ? (/"dueAt":"([^"]+)"/.exec(row)?.[1] ?? []) : [],
  )
  const now = new Date().toISOString()
  return dues.length > 0 && dues.every((due) => due > now) ? true : undefined
}

function holding(data: string, word: string): string[] {
  return readdirSync(data, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(word))
}

describe('the product on a backup that was put back', () => {
  it('shows the same as before, rebuilt from the logs alone', async () => {
    const product = await startProduct({ dataDir })
    await refer(product, 'Wren')
    await until(async () => hasFiredItsTimers(dataDir))
    await product.host.settled()
    const folder = await backUp()
    await product.close()
    const elsewhere = join(around, 'elsewhere/data')
    cpSync(`${dataDir}.secrets`, `${elsewhere}.secrets`, { recursive: true })
    const restored = await run('restore.ts', elsewhere, folder)
    assert.equal(restored.code, 0, restored.said)
    const again = await startProduct({ dataDir: elsewhere })
    await again.host.settled()
    await again.close()
    assert.ok(rowsIn(dataDir).length > 20)
    assert.deepEqual(rowsIn(elsewhere), rowsIn(dataDir))
  })

  it('holds nobody who was erased since, lost what came since, and serves what comes now', async () => {
    const before = await startProduct({ dataDir })
    const { personId } = await refer(before, 'Canaryson')
    const folder = await backUp()
    const held = await run('restore.ts', dataDir, folder)
    assert.equal(held.code, 2)
    assert.match(held.said, /is in use by process \d+/)
    const people = before.host.client(PeopleServiceDefinition)
    await people.erasePerson(
      { personId },
      { metadata: { actor: 'system:test', causationId: `erase-${personId}` } },
    )
    const since = await refer(before, 'Sinceson')
    await before.close()
    const restored = await run('restore.ts', dataDir, folder)
    assert.equal(restored.code, 0, restored.said)
    assert.match(restored.said, /referrals: \d+ events after position \d+/)
    assert.match(restored.said, /1 people were erased since, and stay erased/)
    const after = await startProduct({ dataDir })
    const client = fhir(after.url, await clientToken(after.url))
    assert.equal((await client.read(`Patient/${personId}`)).status, 404)
    assert.equal((await client.read(`Patient/${since.personId}`)).status, 404)
    const { personId: now } = await refer(after, 'Afterson')
    assert.equal((await client.read(`Patient/${now}`)).status, 200)
    await after.host.settled()
    assert.deepEqual(after.lines, [])
    await after.close()
    assert.deepEqual(holding(dataDir, 'Canaryson'), [])
    assert.deepEqual(holding(dataDir, 'Sinceson'), [])
    assert.ok(holding(dataDir, 'Afterson').length > 0)
    const verified = await run('verify-log.ts', dataDir, dataDir)
    assert.equal(verified.code, 0, verified.said)
  })
})
