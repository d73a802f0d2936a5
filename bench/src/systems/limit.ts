import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'

// The raw limit: what node:sqlite does when nothing is checked, sealed, chained or upcast. No code of the product.
const schema = `CREATE TABLE IF NOT EXISTS events (pos INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, data TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS by_stream ON events (stream, version);`

export type RawEvent = { readonly stream: string; readonly version: number; readonly text: string }

export function openRaw(folder: string) {
  const db = new DatabaseSync(join(folder, 'raw.sqlite'))
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824',
  )
  db.exec(schema)
  const insert = db.prepare('INSERT INTO events (stream, version, data) VALUES (?, ?, ?)')
  const byStream = db.prepare('SELECT data FROM events WHERE stream = ? ORDER BY version')
  const page = db.prepare('SELECT pos, data FROM events WHERE pos > ? ORDER BY pos LIMIT 1000')
  byStream.setReturnArrays(true)
  page.setReturnArrays(true)
  return {
    append(events: readonly RawEvent[]): void {
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
export function openRawWorker(folder: string) {
  const worker = new Worker(new URL('./limit-thread.ts', import.meta.url), {
    workerData: { folder },
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
