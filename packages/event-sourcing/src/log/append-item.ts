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
