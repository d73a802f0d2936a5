import { StoreReadOnly } from '@careloom/event-sourcing'
import { because, written, type NoteEvent } from './notes.ts'
import { openScratchLog } from './scratch-log.ts'

// Appends until a write fails, in a process whose files may not grow beyond a limit. Prints what was acknowledged and
// how the store answers afterwards. Run by read-only.int.spec.ts.
process.on('SIGXFSZ', () => undefined)
const folder = process.argv[2] ?? ''
const log = await openScratchLog<NoteEvent>({ after: () => undefined }, {}, folder)
let acknowledged = 0
let failure: unknown
const batch = (from: number) =>
  Array.from({ length: 20 }, (_, i) =>
    log.store
      .append(`note-${from + i}`, 0, [written('x'.repeat(500))], because())
      .then(() => (acknowledged += 1)),
  )
while (failure === undefined && acknowledged < 100_000) {
  const settled = await Promise.allSettled(batch(acknowledged))
  failure = settled.find((each) => each.status === 'rejected')?.reason
}
const later = await log.store.append('note-later', 0, [written('x')], because()).then(
  () => 'acknowledged',
  (error: unknown) => (error instanceof StoreReadOnly ? 'read-only' : String(error)),
)
const readable = (await log.store.read('note-0')).length === 1
console.log(
  JSON.stringify({
    acknowledged,
    failed: failure instanceof StoreReadOnly,
    later,
    readable,
    says: log.writer.readOnly !== undefined,
  }),
)
await log.close()
