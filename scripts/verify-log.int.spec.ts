import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { openWorld, tortureKey } from './torture/world.ts'

/** A data folder as a process leaves it: a log of five events and a read model that has seen them. */
async function dataFolder(t: TestContext): Promise<string> {
  const around = mkdtempSync(join(tmpdir(), 'careloom-verify-'))
  t.after(() => rmSync(around, { recursive: true }))
  const folder = join(around, 'data')
  mkdirSync(`${folder}.secrets`)
  writeFileSync(`${folder}.secrets/chain-key`, tortureKey.export().toString('base64'))
  const world = await openWorld(folder)
  for (let i = 0; i < 5; i++)
    await world.orders.append(
      `order-${i}`,
      0,
      [{ type: 'Ordered', data: { token: `${i}`, padding: '' } }],
      { actor: 'a', causationId: `${i}` },
    )
  await world.settled()
  await world.close()
  return folder
}

function verify(folder: string, env: Record<string, string> = {}) {
  const program = join(import.meta.dirname, 'verify-log.ts')
  return spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', program, folder], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
}

function change(folder: string, sql: string): void {
  const db = new DatabaseSync(join(folder, 'logs', 'torture.sqlite'))
  db.exec(sql)
  db.close()
}

describe('npm run verify-log', () => {
  it(
    'finds nothing in what a process left',
    withContext(async (t) => {
      const run = verify(await dataFolder(t))
      assert.match(run.stdout, /torture: \d+ records, nothing found/)
      assert.equal(run.status, 0, run.stderr)
    }),
  )
  it(
    'names the position of a changed record and fails',
    withContext(async (t) => {
      const folder = await dataFolder(t)
      change(folder, "UPDATE commits SET time = 'never' WHERE position = 3")
      const run = verify(folder)
      assert.match(run.stdout, /position 3: the record does not match its checksum/)
      assert.equal(run.status, 1)
    }),
  )
  it(
    'finds a tail that was cut together with its head by what a read model has seen',
    withContext(async (t) => {
      const folder = await dataFolder(t)
      change(
        folder,
        'UPDATE head SET position = 4, chain = (SELECT link FROM commits WHERE position = 5); DELETE FROM commits WHERE position > 4',
      )
      const run = verify(folder)
      assert.match(
        run.stdout,
        /position 5: the tail is cut \(torture\.counts\.v1 has read up to \d+\)/,
      )
      assert.equal(run.status, 1)
    }),
  )
  it(
    'holds a log against what its witness was told',
    withContext(async (t) => {
      const folder = await dataFolder(t)
      const told = { at: 'now', log: 'torture', position: 3, chain: 'f00' }
      writeFileSync(`${folder}.secrets/witness.jsonl`, JSON.stringify(told))
      const run = verify(folder)
      assert.match(run.stdout, /position 3: the record is not the one that the witness was told of/)
      assert.equal(run.status, 1)
    }),
  )
  it(
    'asks the witness where it is (`CARELOOM_WITNESS`)',
    withContext(async (t) => {
      const folder = await dataFolder(t)
      const elsewhere = `${folder}.secrets/elsewhere.jsonl`
      writeFileSync(
        elsewhere,
        JSON.stringify({ at: 'now', log: 'torture', position: 3, chain: 'f' }),
      )
      assert.equal(verify(folder).status, 0)
      assert.equal(verify(folder, { CARELOOM_WITNESS: elsewhere }).status, 1)
    }),
  )
  it(
    'says that the chain is not proved where the chain key is not at hand',
    withContext(async (t) => {
      const folder = await dataFolder(t)
      rmSync(`${folder}.secrets`, { recursive: true })
      const run = verify(folder)
      assert.match(run.stdout, /no chain key/)
      assert.equal(run.status, 1)
    }),
  )
  it('says when there is nothing to verify', () => {
    assert.equal(verify('/nowhere').status, 2)
  })
})
