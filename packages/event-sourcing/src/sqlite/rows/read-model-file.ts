import { mkdirSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { CareloomError } from '../../failure.ts'
import { makeTables, openRebuildable } from '../open-database.ts'
import { readModelFormat, readModelSchema } from './read-model-writer.ts'
import type { Changes } from './saver-protocol.ts'
import type { Saver } from './saver.ts'

/**
 * The file that holds the read models of a service: read here, written by the saver thread. A read model that is built
 * anew has an id of its own until it is made current.
 */
export class ReadModelFile {
  private readonly db: DatabaseSync
  private readonly saver: Saver
  private readonly file: number
  private readonly statements = new Map<string, StatementSync>()
  private scrubbing: Promise<void> | undefined

  constructor(path: string, saver: Saver) {
    mkdirSync(dirname(path), { recursive: true })
    this.db = openOrBuildAnew(path)
    this.saver = saver
    this.file = saver.open(path)
  }

  /** The id of a read model in its version: the one that serves, or one that is not whole yet. */
  idOf(name: string, version: number): number {
    const found = this.sql(
      'SELECT id FROM models WHERE name = ? AND version = ? ORDER BY current DESC, id DESC',
    ).get(name, version)
    return found === undefined ? this.begin(name, version) : Number(found['id'])
  }

  /** An id for a read model that is built anew. */
  begin(name: string, version: number): number {
    const { lastInsertRowid } = this.sql(
      'INSERT INTO models (name, version, current) VALUES (?, ?, 0)',
    ).run(name, version)
    return Number(lastInsertRowid)
  }

  /** Removes everything but these read models: other versions, what was never finished, what nobody runs any more. */
  async keepOnly(models: readonly number[]): Promise<void> {
    const all = this.sql('SELECT id FROM models').all()
    const others = all.map((row) => Number(row['id'])).filter((id) => !models.includes(id))
    if (others.length > 0) await this.remove(others)
  }

  async remove(models: readonly number[]): Promise<void> {
    await this.saver.remove(this.file, models)
    await this.scrub()
  }

  save(changes: Changes): Promise<void> {
    return this.saver.save(this.file, changes)
  }

  /** Resolves when nothing of what was removed before this call is left in any file. Those who ask meanwhile share the next one. */
  scrub(): Promise<void> {
    this.scrubbing ??= Promise.resolve().then(() => {
      this.scrubbing = undefined
      return this.saver.scrub(this.file)
    })
    return this.scrubbing
  }

  sql(text: string): StatementSync {
    let statement = this.statements.get(text)
    if (statement === undefined) {
      statement = this.db.prepare(text)
      this.statements.set(text, statement)
    }
    return statement
  }

  close(): void {
    this.db.close()
  }
}

/** What a newer version made cannot be read, and can be built anew. */
function openOrBuildAnew(path: string): DatabaseSync {
  const db = openRebuildable(path)
  try {
    makeTables(db, readModelSchema, readModelFormat)
    return db
  } catch (error) {
    db.close()
    if (!(error instanceof CareloomError)) throw error
    for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
    return openOrBuildAnew(path)
  }
}
