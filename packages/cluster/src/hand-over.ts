import {
  busy,
  diskFull,
  keyErased,
  unsure,
  wrongRevision,
  type AppendItem,
  type Asked,
} from '@careloom/event-sourcing/log'
import { Outcome, type Answer, type Append, type HandOverRequest } from '@careloom/proto/log'
import { largestMessageBytes } from '@careloom/rpc'

/** Well below what one message may be, so that nobody keeps the stream to themselves. */
const maxBytes = 1024 * 1024
/** Nobody waits longer; endless patience is no number on the wire. */
const maxWaitMs = 60_000

const outcomes: ReadonlyMap<number, Outcome> = new Map([
  [wrongRevision, Outcome.OUTCOME_WRONG_REVISION],
  [keyErased, Outcome.OUTCOME_ERASED],
  [diskFull, Outcome.OUTCOME_FULL],
  [busy, Outcome.OUTCOME_BUSY],
])
const answers = new Map([...outcomes].map(([answer, outcome]) => [outcome, answer] as const))

export const toAnswer = (answer: number): Answer =>
  answer > 0
    ? { outcome: Outcome.OUTCOME_APPENDED, position: answer }
    : { outcome: outcomes.get(answer) ?? Outcome.OUTCOME_UNSPECIFIED, position: 0 }

export const fromAnswer = ({ outcome, position }: Answer): number =>
  outcome === Outcome.OUTCOME_APPENDED ? position : (answers.get(outcome) ?? unsure)

export function fromAppend(append: Append): Asked {
  const { stream, expected, events, time, subject, causation, meta, data, waitMs } = append
  const count = events.split('\n').length
  const item: AppendItem = [
    0,
    stream,
    expected,
    count,
    events,
    time,
    subject,
    causation,
    meta,
    data,
  ]
  return { item, until: performance.now() + waitMs }
}

function toAppend({ item, until }: Asked): Append {
  const [, stream, expected, , events, time, subject, causation, meta, data] = item
  const waitMs = Math.round(Math.min(maxWaitMs, Math.max(0, until - performance.now())))
  return { stream, expected, events, time, subject, causation, meta, data, waitMs }
}

/** An append that no message holds beside its envelope. */
export const isTooLarge = ({ item }: Asked): boolean => sizeOf(item) > largestMessageBytes / 2

/** What is handed over, in messages of some size. */
export function* messagesOf(log: string, asked: readonly Asked[]): Generator<HandOverRequest> {
  let [appends, bytes]: [Append[], number] = [[], 0]
  for (const each of asked) {
    const size = sizeOf(each.item)
    if (appends.length > 0 && bytes + size > maxBytes) {
      yield { log, appends }
      ;[appends, bytes] = [[], 0]
    }
    appends.push(toAppend(each))
    bytes += size
  }
  yield { log, appends }
}

const sizeOf = ([, , , , events, , , , meta, text]: AppendItem): number =>
  Buffer.byteLength(text) + events.length + meta.length + 200
