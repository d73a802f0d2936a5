import { projection, type Event, type Metadata, type ReceivedEvent } from '@careloom/event-sourcing'

/** The smallest thing with a history, for the contract suites: a note that is written and struck. */
export type NoteEvent =
  Event<'NoteWritten', { text: string }> | Event<'NoteStruck', { text: string }>

/** What is told of notes: that one was written. */
export type NotePublished = Event<'notePublished', { text: string }>

/** What of a note is published: nothing when it is struck. */
export function published(event: ReceivedEvent<NoteEvent>): NotePublished | undefined {
  return event.type === 'NoteWritten'
    ? { type: 'notePublished', data: { text: event.data.text } }
    : undefined
}

/** The fixed people of the suites. */
export const personA = '0190a000-0000-7000-8000-00000000000a'
export const personB = '0190a000-0000-7000-8000-00000000000b'

let causes = 0

export function written(text: string): NoteEvent {
  return { type: 'NoteWritten', data: { text } }
}

export function struck(text: string): NoteEvent {
  return { type: 'NoteStruck', data: { text } }
}

/** Metadata with a causation id of its own, unless one is given. */
export function because(given: Partial<Metadata> = {}): Metadata {
  return { actor: 'actor-1', causationId: `cause-${++causes}`, ...given }
}

/** What a note board shows: texts per stream, in order, and whose it is. */
export type Board = {
  readonly texts: readonly string[]
  readonly last: number
  readonly person?: string
}

const showing = (
  texts: readonly string[],
  { position, person }: ReceivedEvent<NoteEvent>,
): Board | null =>
  texts.length === 0 ? null : { texts, last: position, ...(person === undefined ? {} : { person }) }

export const boards = projection<NoteEvent, Board>({
  name: 'boards',
  version: 1,
  key: (_data, { stream }) => stream,
  person: ({ person }) => person,
  on: {
    NoteWritten: (row, { text }, event) => showing([...(row?.texts ?? []), text], event),
    NoteStruck: (row, { text }, event) =>
      showing(
        (row?.texts ?? []).filter((each) => each !== text),
        event,
      ),
  },
  indexes: { text: (row) => row.texts },
})

/** Waits until something holds, at most five seconds. */
export async function eventually(
  holds: () => boolean | Promise<boolean>,
  what = 'condition',
  withinMs = 5_000,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > deadline)
      throw new Error(`${what} did not come about in ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
