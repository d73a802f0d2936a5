import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { heldStill } from './leases.ts'
import { atRest, endsIn, unread } from './rest.ts'
import type { World } from './world.ts'

/** Rows by their keys, of every read model by its name. */
type Models = ReadonlyMap<string, ReadonlyMap<string, unknown>>

/**
 * Holds the logs still, waits until every read model is at their ends, builds all of them anew up to there, and answers where
 * what had been lived differs. The house is up again afterwards.
 */
export async function unlikeRebuilt(world: World): Promise<readonly string[]> {
  const letGo = await heldStill(world)
  const found: string[] = []
  try {
    found.push(...(await atRest(world, unread)))
    const ends = await endsIn(world)
    const lived = await endedModels(world, 'lived')
    await started(world)
    found.push(...(await atRest(world, unread)))
    const rebuilt = await endedModels(world)
    if (!isDeepStrictEqual(await endsIn(world), ends)) found.push('a log went on while it was held')
    found.push(...differences(lived, rebuilt))
  } finally {
    await letGo()
    await started(world)
  }
  return found
}

async function started({ house }: World): Promise<void> {
  for (const each of house.all) each.start()
  await Promise.all(house.all.map((each) => each.ready()))
}

/** Every process ends, which saves what it had; with `aside` the next one begins with nothing. */
async function endedModels({ house }: World, aside?: string): Promise<Models> {
  await Promise.all(house.all.map((each) => each.end()))
  const models = new Map<string, ReadonlyMap<string, unknown>>()
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

function* modelsOf(path: string): Generator<[string, ReadonlyMap<string, unknown>]> {
  const db = new DatabaseSync(path)
  const current = db.prepare('SELECT id, name FROM models WHERE current = 1').all()
  const rowsOf = db.prepare('SELECT key, row FROM rows WHERE model = ? ORDER BY key')
  for (const { id, name } of current) {
    const rows = rowsOf
      .all(Number(id))
      .map(({ key, row }): [string, unknown] => [String(key), JSON.parse(String(row))])
    yield [String(name), new Map(rows)]
  }
  db.close()
}

function differences(lived: Models, rebuilt: Models): readonly string[] {
  return [...new Set([...lived.keys(), ...rebuilt.keys()])].flatMap((name) => {
    const [rows, anew] = [lived.get(name), rebuilt.get(name)]
    const keys = new Set([...(rows?.keys() ?? []), ...(anew?.keys() ?? [])])
    const unlike = [...keys].filter((key) => !isDeepStrictEqual(rows?.get(key), anew?.get(key)))
    return unlike.length === 0 ? [] : [`${name}: ${unlike.length} rows are others when built anew`]
  })
}
