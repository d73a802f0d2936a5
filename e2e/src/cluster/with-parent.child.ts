import { isMainThread } from 'node:worker_threads'

// Loaded before a program of a house: it ends when whoever started it is gone, however that ended.
if (isMainThread) {
  process.stdin.once('close', () => process.exit(1))
  process.stdin.resume().unref()
}
