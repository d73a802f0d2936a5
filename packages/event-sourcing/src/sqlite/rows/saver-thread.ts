import { parentPort, receiveMessageOnPort } from 'node:worker_threads'
import { ReadModelWriter } from './read-model-writer.ts'
import type { FromSaver, ToSaver } from './saver-protocol.ts'

// The saver thread: writes the read models of a process, file by file. What waits for one file is written in one
// transaction. What fails is answered as failed and can be asked for again: a full disk is a passing thing.
const port = parentPort
if (port === null) throw new TypeError('saver-thread runs as a worker')

const files: ReadModelWriter[] = []
const answer = (message: FromSaver): void => port.postMessage(message)
type Task = Exclude<ToSaver, { kind: 'open' | 'close' }>
type Save = Extract<ToSaver, { kind: 'save' }>

/** How long a scrub that meets a reader waits before it tries again; milliseconds. */
const busyMs = 20

port.on('message', (message: ToSaver) => {
  const waiting = [message]
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port))
    waiting.push(next.message as ToSaver)
  work(waiting)
})

/** In order, but saves of one file that stand side by side are one transaction. */
function work(messages: readonly ToSaver[]): void {
  let saves: Save[] = []
  for (const message of messages) {
    if (message.kind === 'save') {
      saves.push(message)
      continue
    }
    saveAll(saves)
    saves = []
    if (message.kind === 'close') return close()
    if (message.kind === 'open') files[message.file] = new ReadModelWriter(message.path)
    else if (message.kind === 'scrub') scrub(message)
    else attempt([message], (file) => file.remove(message.models))
  }
  saveAll(saves)
}

function saveAll(saves: readonly Save[]): void {
  for (const [, ofFile] of Map.groupBy(saves, ({ file }) => file))
    attempt(ofFile, (file) => file.save(ofFile))
}

function attempt(tasks: readonly Task[], write: (file: ReadModelWriter) => void): void {
  try {
    const file = files[tasks[0]?.file ?? -1]
    if (file === undefined) throw new TypeError('the file is not open')
    write(file)
    for (const { id } of tasks) answer({ kind: 'done', id })
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown'
    for (const { id } of tasks) answer({ kind: 'failed', id, message })
  }
}

function scrub(task: Task): void {
  try {
    if (files[task.file]?.scrub() === false) setTimeout(() => scrub(task), busyMs)
    else answer({ kind: 'done', id: task.id })
  } catch (error) {
    const message = error instanceof Error ? error.message : 'unknown'
    answer({ kind: 'failed', id: task.id, message })
  }
}

function close(): void {
  for (const file of files) file.close()
  answer({ kind: 'closed' })
  port?.close()
}
