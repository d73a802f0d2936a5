import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import type { World } from './world.ts'

type Model = { readonly checkpoints: unknown; readonly rows: ReadonlyMap<string, unknown> }
type Models = ReadonlyMap<string, Model>

/** How often what went on meanwhile is built anew once more. */
const tries = 3

/**
 * Lets every process end, builds every read model anew from the logs, and answers where what had been lived differs. The house
 * is up again afterwards.
 */
export async function unlikeRebuilt(world: World): Promise<readonly string[]> {
  for (let i = 1; ; i++) {
    const lived = await endedModels(world, 'lived')
    await started(world)
    const rebuilt = await endedModels(world)
    await started(world)
    const { unlike, movedOn } = compared(lived, rebuilt)
    if (unlike.length > 0 || movedOn.length === 0) return unlike
    if (i === tries) return movedOn.map((name) => `${name} went on while it was built anew`)
  }
}

async function started({ house }: World): Promise<void> {
  for (const each of house.all) each.start()
  await Promise.all(house.all.map((each) => each.ready()))
}

/** Every process ends, which saves what it had; with `aside` the next one begins with nothing. */
async function endedModels({ house }: World, aside?: string): Promise<Models> {
  await Promise.all(house.all.map((each) => each.end()))
  const models = new Map<string, Model>()
  for (const { name, viewsDir } of house.all) {
    for (const [model, found] of modelsIn(viewsDir)) models.set(`${name}: ${model}`, found)
    if (aside !== undefined && existsSync(viewsDir))
      renameSync(viewsDir, `${viewsDir}.${aside}-${performance.now()}`)
  }
  return models
}

function modelsIn(folder: string): Models {
  const files = existsSync(folder)
    ? readdirSync(folder).filter((name) => name.endsWith('.sqlite'))
    : []
  return new Map(files.flatMap((file) => [...modelsOf(join(folder, file))]))
}

function* modelsOf(path: string): Generator<[string, Model]> {
  const db = new DatabaseSync(path)
  const current = db.prepare('SELECT id, name FROM models WHERE current = 1').all()
  const rowsOf = db.prepare('SELECT key, row FROM rows WHERE model = ? ORDER BY key')
  const checkpointsOf = db.prepare(
    'SELECT feed, position FROM checkpoints WHERE model = ? ORDER BY feed',
  )
  for (const { id, name } of current) {
    const rows = rowsOf
      .all(Number(id))
      .map(({ key, row }): [string, unknown] => [String(key), JSON.parse(String(row))])
    yield [String(name), { checkpoints: checkpointsOf.all(Number(id)), rows: new Map(rows) }]
  }
  db.close()
}

function compared(lived: Models, rebuilt: Models) {
  const [unlike, movedOn]: [string[], string[]] = [[], []]
  for (const [name, { checkpoints, rows }] of lived) {
    const anew = rebuilt.get(name)
    if (!isDeepStrictEqual(anew?.checkpoints, checkpoints)) movedOn.push(name)
    else if (!isDeepStrictEqual(anew?.rows, rows))
      unlike.push(`${name} is another when it is built anew`)
  }
  return { unlike, movedOn }
}
