import { createSecretKey, type KeyObject } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  verifyStoredLog,
  type Evidence,
  type Verification,
} from '../packages/event-sourcing/src/log/index.ts'
import { verifyLog, WitnessFile } from '../packages/event-sourcing/src/sqlite/index.ts'
import { placeOf } from './data-place.ts'
import { inDatabase } from './verify-log/in-database.ts'

// npm run verify-log -- [DIR [SECRETS [WITNESS…]]]: proves every log below DIR/logs (DIR is CARELOOM_DATA or data/) with the chain key
// in SECRETS (CARELOOM_SECRETS or DIR.secrets), with the heads that the witness was told (CARELOOM_WITNESS, or there), and with the checkpoints of
// the read models below DIR/views. `mongodb://HOST/DATABASE SECRETS WITNESS…` proves every log in that database, while it is used,
// with the heads that the witnesses of its processes were told.
// Exit code 1 when something is found or the chain could not be proved.
const [, , where, secretsDir, ...witnesses] = process.argv
const database = where?.startsWith('mongodb') === true ? where : undefined
const given = {
  CARELOOM_DATA: database === undefined ? where : undefined,
  CARELOOM_SECRETS: secretsDir,
}
const {
  dataDir: folder,
  secretsDir: secrets,
  witnessFile,
} = placeOf(Object.fromEntries(Object.entries(given).filter(([, path]) => path !== undefined)))
const logs = join(folder, 'logs')
if (database === undefined && !existsSync(logs)) {
  console.error(`${logs} is not there: say where the data is (npm run verify-log -- DIR)`)
  process.exit(2)
}

const chainKey = readChainKey(join(secrets, 'chain-key'))
if (chainKey === undefined) {
  console.log(`no chain key in ${secrets}: damage is found, but not who made a change fit`)
  process.exitCode = 1
}
const readUpTo = readCheckpoints(join(folder, 'views'))
const away = witnesses.find((file) => !existsSync(file))
if (away !== undefined) {
  console.error(`the witness ${away} is not there`)
  process.exit(2)
}
const witnessFiles = witnesses.length > 0 ? witnesses : [witnessFile]
const told = await Promise.all(witnessFiles.map((file) => new WitnessFile(file, () => '').told()))
if (database === undefined)
  for (const file of readdirSync(logs)
    .filter((name) => name.endsWith('.sqlite'))
    .sort()) {
    const name = basename(file, '.sqlite')
    await report(name, () => verifyLog(join(logs, file), evidenceOf(name)))
  }
else
  await inDatabase(database, (name, driver) =>
    report(name, () => verifyStoredLog(driver, evidenceOf(name))),
  )

function evidenceOf(name: string): Evidence {
  const witnessed = told.flatMap((each) => each.get(name) ?? [])
  return { chainKey, readUpTo: readUpTo.get(name) ?? {}, witnessed }
}

async function report(name: string, verify: () => Verification | Promise<Verification>) {
  const begun = performance.now()
  const { records, findings } = await verify()
  const isWitnessed = told.some((each) => each.has(name))
  const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
  console.log(
    `${name}: ${records} records, ${findings.length === 0 ? 'nothing found' : 'DAMAGED'} (${seconds} s)`,
  )
  for (const { position, what } of findings) console.log(`  position ${position}: ${what}`)
  if (!isWitnessed) console.log('  no witness was told of it: a tail that was cut is not found')
  if (findings.length > 0) process.exitCode = 1
}

function readChainKey(file: string): KeyObject | undefined {
  if (!existsSync(file)) return undefined
  return createSecretKey(Buffer.from(readFileSync(file, 'utf8'), 'base64'))
}

/** Per log, how far each read model has read: a checkpoint keeps the name of its feed, the log's. */
function readCheckpoints(views: string): Map<string, Record<string, number>> {
  const known = new Map<string, Record<string, number>>()
  if (!existsSync(views)) return known
  for (const file of readdirSync(views).filter((name) => name.endsWith('.sqlite')))
    for (const { feed, position, model } of checkpointsIn(join(views, file))) {
      const of = known.get(feed) ?? {}
      of[`${basename(file, '.sqlite')}.${model}`] = position
      known.set(feed, of)
    }
  return known
}

function checkpointsIn(file: string) {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return db
      .prepare('SELECT feed, position, name, version FROM checkpoints JOIN models ON id = model')
      .all()
      .map((row) => ({
        feed: String(row['feed']),
        position: Number(row['position']),
        model: `${String(row['name'])}.v${String(row['version'])}`,
      }))
  } catch {
    // A read model that cannot be read can be rebuilt; it is no witness.
    return []
  } finally {
    db.close()
  }
}
