import { createSecretKey, type KeyObject } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstSchema, instantOf, type AnyEvent, type EventSchema } from '@careloom/event-sourcing'
import {
  openSqliteEventStore,
  ReadModelFile,
  Saver,
  SqliteKeyring,
  uuidv7,
  Writer,
  type SqliteEventStore,
  type WriterLimits,
  type WriterSecrets,
} from '@careloom/event-sourcing/sqlite'

/** What a scratch resource is removed by: a test's context, or a program's own list. */
export type Cleanup = { after(clean: () => void | Promise<void>): void }

export type ScratchLog<E extends AnyEvent> = {
  readonly folder: string
  readonly file: string
  readonly store: SqliteEventStore<E>
  readonly keyring: SqliteKeyring
  readonly writer: Writer
  /** The same log and keys as another process has them, which only reads; closed when the test ends. */
  reader(): Promise<Pick<ScratchLog<E>, 'store' | 'keyring'>>
  /** The file of its read models; what runs on it is to be closed by the test. */
  readModels(): ReadModelFile
  close(): Promise<void>
  /** Closes it if it is open, and opens the same files again. */
  reopen(options?: ScratchOptions): Promise<ScratchLog<E>>
}

export type ScratchOptions = {
  readonly limits?: Partial<WriterLimits>
  readonly schema?: EventSchema
}

/** A folder that is removed when the test ends, with what is made beside it (`<folder>.secrets`). */
export function scratchFolder(t: Cleanup): string {
  const around = mkdtempSync(join(tmpdir(), 'careloom-'))
  t.after(() => rmSync(around, { recursive: true, force: true }))
  const folder = join(around, 'data')
  mkdirSync(folder)
  return folder
}

/** A file of read models with a saver of its own; closed when the test ends, after what was opened later. */
export function scratchReadModels(t: Cleanup, path: string): ReadModelFile {
  const saver = new Saver()
  const file = new ReadModelFile(path, saver)
  t.after(async () => {
    await saver.close()
    file.close()
  })
  return file
}

/** A key-encryption key that every scratch log shares, so that a copied folder opens. */
export const scratchKey: KeyObject = createSecretKey(Buffer.alloc(32, 7))

/** A SQLite log in a folder of its own (or a given one); closed and removed when the test ends. */
export async function openScratchLog<E extends AnyEvent>(
  t: Cleanup,
  options: ScratchOptions = {},
  folder = scratchFolder(t),
): Promise<ScratchLog<E>> {
  const file = join(folder, 'test.sqlite')
  const secrets: WriterSecrets = { keks: [scratchKey], chainKey: scratchKey }
  const writer = new Writer(join(folder, 'keys.sqlite'), secrets, options.limits)
  const keyring = new SqliteKeyring(join(folder, 'keys.sqlite'), [scratchKey], writer)
  const schema = options.schema ?? firstSchema
  const store = await openSqliteEventStore<E>({ ...named(file, schema), writer, keyring }).catch(
    async (error: unknown) => {
      await writer.close()
      keyring.close()
      throw error
    },
  )
  let closed: Promise<void> | undefined
  const close = () => (closed ??= closeAll())
  async function closeAll(): Promise<void> {
    await writer.close()
    store.close()
    keyring.close()
  }
  t.after(close)
  let readModels: ReadModelFile | undefined
  return {
    folder,
    file,
    store,
    keyring,
    writer,
    readModels: () => (readModels ??= scratchReadModels(t, join(folder, 'views.sqlite'))),
    close,
    reader: () => openScratchReader<E>(t, folder, schema),
    async reopen(again = options) {
      await close()
      return openScratchLog<E>(t, again, folder)
    },
  }
}

/** A scratch log as another process has it, which only reads; closed when the test ends. */
export async function openScratchReader<E extends AnyEvent>(
  t: Cleanup,
  folder: string,
  schema = firstSchema,
): Promise<Pick<ScratchLog<E>, 'store' | 'keyring'>> {
  const keyring = new SqliteKeyring(join(folder, 'keys.sqlite'), [scratchKey], undefined)
  const opened = named(join(folder, 'test.sqlite'), schema)
  const store = await openSqliteEventStore<E>({ ...opened, writer: undefined, keyring })
  t.after(() => {
    store.close()
    keyring.close()
  })
  return { store, keyring }
}

function named(file: string, schema: EventSchema) {
  return { name: 'test', file, schema, clock: () => instantOf(Date.now()), newId: uuidv7(Date.now) }
}
