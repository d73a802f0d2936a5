import {
  StoreBusy,
  StoreFull,
  StoreUnavailable,
  StreamErased,
  WrongExpectedRevision,
} from '../failure.ts'

/**
 * What a log is asked to append; a plain array of texts and numbers, because structured clone is on the hot path. `events`
 * names them a line each, ids first, and so is never the same twice; `text` is their data as a JSON array, in the clear.
 */
export type AppendItem = [
  log: number,
  stream: string,
  expected: number,
  count: number,
  events: string,
  time: string,
  subject: string,
  causation: string,
  meta: string,
  text: string,
]

/** Answers of an append that was not written; positions begin at 1. */
export const wrongRevision = -1
export const keyErased = -2
export const diskFull = -3
export const busy = -4
/** Nobody knows whether it is written, or will be. */
export const unsure = -5

/** Whether it is known what became of an append. */
export function isSettled(answer: number | undefined): answer is number {
  return answer !== undefined && answer !== unsure
}

/** How long whoever is told that a log is busy shall wait, by how many wait already. */
export function busyWith(waiting: number): StoreBusy {
  return new StoreBusy(Math.max(50, Math.ceil(waiting / 5)))
}

/** Why an append was not written. @param waiting how many wait beside it */
export function failureOf(answer: number, item: AppendItem, waiting: number): Error {
  const [, stream, expected] = item
  if (answer === wrongRevision) return new WrongExpectedRevision(stream, expected)
  if (answer === keyErased) return new StreamErased(stream)
  if (answer === diskFull) return new StoreFull()
  if (answer === busy) return busyWith(waiting)
  return new StoreUnavailable('nobody says what became of it')
}

/** The same the other way round: what whoever handed an append over is answered. */
export function answerOf(failure: unknown): number {
  if (failure instanceof WrongExpectedRevision) return wrongRevision
  if (failure instanceof StreamErased) return keyErased
  if (failure instanceof StoreFull) return diskFull
  return failure instanceof StoreBusy ? busy : unsure
}
