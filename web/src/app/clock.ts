let read = () => Date.now()

/** Milliseconds since 1970, from the one clock that screens use. */
export function now(): number {
  return read()
}

/** For stories: every picture shows the same moment. */
export function stopClockAt(instant: string): void {
  read = () => Date.parse(instant)
}
