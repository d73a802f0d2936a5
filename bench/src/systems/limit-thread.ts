import { parentPort, workerData } from 'node:worker_threads'
import { openRaw, type RawEvent, type RawOptions } from './limit.ts'

const { folder, options } = workerData as { folder: string; options: RawOptions }
const raw = openRaw(folder, options)
parentPort?.on('message', (batch: RawEvent[]) => {
  raw.append(batch)
  parentPort?.postMessage(0)
})
