import { parentPort, workerData } from 'node:worker_threads'
import { KeyFileWriter } from './key-file.ts'
import { LogWriter } from './log-writer.ts'
import type { FromWriter, ToWriter } from './protocol.ts'

// The writer thread: one for all logs of a process. A batch is committed file by file, keys first, so that no sealed
// event can be durable before the key that opens it. Whatever fails ends the thread's work: the process turns read-only.
const port = parentPort
if (port === null) throw new TypeError('writer-thread runs as a worker')

const keys = new KeyFileWriter((workerData as { keyFile: string }).keyFile)
const logs: LogWriter[] = []
let failed: string | undefined

const answer = (message: FromWriter) => port.postMessage(message)

port.on('message', (message: ToWriter) => {
  if (message.kind === 'close') return close()
  if (failed !== undefined) return answer({ kind: 'failed', message: failed })
  try {
    if (message.kind === 'open') {
      logs[message.log] = new LogWriter(message.file)
      answer({ kind: 'opened', log: message.log })
    } else answer({ kind: 'done', positions: write(message) })
  } catch (error) {
    failed = error instanceof Error ? error.message : 'unknown'
    answer({ kind: 'failed', message: failed })
  }
})

function write(batch: Extract<ToWriter, { kind: 'batch' }>): number[] {
  if (batch.keys.length > 0 || batch.erase.length > 0) keys.write(batch.keys, batch.erase)
  const begun = new Set<LogWriter>()
  const positions: number[] = []
  let offset = 0
  for (const item of batch.appends) {
    const log = logs[item.log]
    if (log === undefined) throw new TypeError('log is not open')
    if (!begun.has(log)) {
      log.begin()
      begun.add(log)
    }
    positions.push(log.append(item, batch.data, offset))
    for (const row of item.rows) offset += row[7]
  }
  for (const log of begun) log.commit()
  return positions
}

function close(): void {
  // After a failure the files are left as they are: a checkpoint on a disk that lost a write could only make it worse.
  if (failed === undefined) {
    for (const log of logs) log.close()
    keys.close()
  }
  answer({ kind: 'closed' })
  port?.close()
}
