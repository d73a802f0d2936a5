import { createCipheriv, createSecretKey, hash, randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { crc32 } from 'node:zlib'

// The raw limit: what node:sqlite does when nothing is checked, sealed, chained or upcast. No code of the product.
const schema = `CREATE TABLE IF NOT EXISTS events (pos INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, data TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS by_stream ON events (stream, version);`

export type RawEvent = { readonly stream: string; readonly version: number; readonly text: string }

export type RawOptions = {
  /** Seals, hashes and checks what is appended, as the product must: AES-256-GCM, SHA-256 and CRC-32 over the same bytes. */
  readonly sealed?: boolean
}

const key = createSecretKey(Buffer.alloc(32, 9))

function sealed(text: string): void {
  const cipher = createCipheriv('aes-256-gcm', key, randomBytes(12))
  const body = cipher.update(text, 'utf8')
  cipher.final()
  cipher.getAuthTag()
  hash('sha256', body, 'buffer')
  crc32(body)
}

/** The write-ahead file is there before it is needed, as the product's is: no sync writes its length down. */
const walBytes = 32 * 1024 * 1024

export function openRaw(folder: string, { sealed: seals = false }: RawOptions = {}) {
  const db = new DatabaseSync(join(folder, 'raw.sqlite'))
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824',
  )
  db.exec(schema)
  appendFileSync(join(folder, 'raw.sqlite-wal'), Buffer.alloc(walBytes), { flush: true })
  const insert = db.prepare('INSERT INTO events (stream, version, data) VALUES (?, ?, ?)')
  const byStream = db.prepare('SELECT data FROM events WHERE stream = ? ORDER BY version')
  const page = db.prepare('SELECT pos, data FROM events WHERE pos > ? ORDER BY pos LIMIT 1000')
  byStream.setReturnArrays(true)
  page.setReturnArrays(true)
  return {
    append(events: readonly RawEvent[]): void {
      if (seals) sealed(events.map(({ text }) => text).join(''))
      const [only] = events
      if (only !== undefined && events.length === 1)
        return void insert.run(only.stream, only.version, only.text)
      db.exec('BEGIN IMMEDIATE')
      for (const { stream, version, text } of events) insert.run(stream, version, text)
      db.exec('COMMIT')
    },
    read: (stream: string) => byStream.all(stream) as unknown as [string][],
    scan(told: (text: string) => void): void {
      for (let after = 0; ;) {
        const rows = page.all(after) as unknown as [number, string][]
        if (rows.length === 0) return
        for (const [, text] of rows) told(text)
        after += rows.length
      }
    },
    close: () => db.close(),
  }
}

/** Group commit without anything else: what waits while a commit is on its way is the next transaction. */
export function openRawWorker(folder: string, options: RawOptions = {}) {
  const worker = new Worker(new URL('./limit-thread.ts', import.meta.url), {
    workerData: { folder, options },
  })
  let queue: RawEvent[] = []
  let waiting: (() => void)[] = []
  let underWay: (() => void)[] | undefined
  let scheduled = false
  function flush(): void {
    scheduled = false
    if (underWay !== undefined || queue.length === 0) return
    underWay = waiting
    const batch = queue
    queue = []
    waiting = []
    worker.postMessage(batch)
  }
  worker.on('message', () => {
    const done = underWay ?? []
    underWay = undefined
    for (const resolve of done) resolve()
    flush()
  })
  return {
    append: (event: RawEvent) =>
      new Promise<void>((resolve) => {
        queue.push(event)
        waiting.push(resolve)
        if (scheduled || underWay !== undefined) return
        scheduled = true
        setImmediate(flush)
      }),
    close: () => worker.terminate(),
  }
}
