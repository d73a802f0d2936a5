import { parentPort, workerData } from 'node:worker_threads'
import { openRaw, type RawEvent } from './limit.ts'

const raw = openRaw((workerData as { folder: string }).folder)
parentPort?.on('message', (batch: RawEvent[]) => {
  raw.append(batch)
  parentPort?.postMessage(0)
})
