import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { because, scratchFolder, scratchKey, written, type NoteEvent } from '@careloom/testing'
import {
  keyringContract,
  type KeyringOptions,
  type KeysOfProcess,
} from '@careloom/testing/keyring.contract'
import type { TestContext } from '@careloom/testing/with-context'
import { StreamErased } from '../../failure.ts'
import { firstSchema } from '../../schema.ts'
import { instantOf } from '../../values.ts'
import { openSqliteEventStore } from '../log/sqlite-event-store.ts'
import { Writer } from '../log/writer.ts'
import { uuidv7 } from '../new-id.ts'
import { SqliteKeyring } from './keyring.ts'

const newId = uuidv7(Date.now)

/** The process that writes: one at a time. */
async function writerOn(t: TestContext, folder: string, options: KeyringOptions) {
  const { keks = [scratchKey], ledger, maxCached } = options
  const keyFile = join(folder, 'keys.sqlite')
  const writer = new Writer(keyFile, { keks, chainKey: scratchKey })
  const more = maxCached === undefined ? {} : { maxCached }
  const keyring = new SqliteKeyring(keyFile, keks, writer, { ledger, ...more })
  const store = await openSqliteEventStore<NoteEvent>({
    name: 'test',
    file: join(folder, 'test.sqlite'),
    schema: firstSchema,
    clock: () => instantOf(Date.now()),
    newId,
    writer,
    keyring,
  })
  const process: KeysOfProcess = {
    keyring,
    async seal(person) {
      const sealed = store.append(`note-${newId()}`, 0, [written('a')], because({ person }))
      const isErased = await sealed.then(
        () => false,
        (error: unknown) => error instanceof StreamErased,
      )
      const key = keyring.peek(person)
      if (isErased !== (key === 'erased') || key === undefined) throw new Error('no key')
      return key
    },
    close: once(async () => {
      await writer.close()
      store.close()
      keyring.close()
    }),
  }
  t.after(process.close)
  return process
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => (done ??= work())
}

keyringContract('SQLite', async (t) => {
  const folder = scratchFolder(t)
  const keyFile = join(folder, 'keys.sqlite')
  return {
    writers: async (options = {}) => [await writerOn(t, folder, options)],
    async reader({ keks = [scratchKey], maxCached }: KeyringOptions = {}) {
      const more = maxCached === undefined ? {} : { maxCached }
      const keyring = new SqliteKeyring(keyFile, keks, undefined, more)
      const close = once(async () => keyring.close())
      t.after(close)
      return { keyring, close }
    },
    async copied() {
      copyFileSync(keyFile, `${keyFile}.copy`)
      return async () => {
        for (const end of ['-wal', '-shm']) rmSync(keyFile + end, { force: true })
        copyFileSync(`${keyFile}.copy`, keyFile)
      }
    },
  }
})
