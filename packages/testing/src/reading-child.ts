import { StoreReadOnly, StreamErased } from '@careloom/event-sourcing'
import { because, written, type NoteEvent } from './notes.ts'
import { openScratchReader } from './scratch-log.ts'

// Another process beside the one that writes: told a stream, it answers how many events it reads there, or why not, and what
// becomes of an append of its own. Run by another-process.int.spec.ts.
const { store } = await openScratchReader<NoteEvent>(
  { after: () => undefined },
  process.argv[2] ?? '',
)

async function answer(stream: string): Promise<string> {
  const read = await store.read(stream).then(
    (events) => String(events.length),
    (error: unknown) => (error instanceof StreamErased ? 'erased' : String(error)),
  )
  const wrote = await store.append(stream, 0, [written('x')], because()).then(
    () => 'wrote',
    (error: unknown) => (error instanceof StoreReadOnly ? 'refused' : String(error)),
  )
  return `${read} ${wrote} ${await store.feed.latest()}`
}

process.on('message', (stream: string) => void answer(stream).then((said) => process.send?.(said)))
process.send?.('ready')
