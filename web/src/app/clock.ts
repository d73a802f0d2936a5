import { useEffect, useState } from 'react'

let read = () => Date.now()

/** Milliseconds since 1970, from the one clock that screens use. */
export function now(): number {
  return read()
}

/** For stories: every picture shows the same moment. */
export function stopClockAt(instant: string): void {
  read = () => Date.parse(instant)
}

/** The time of the screen, a new one every half minute. */
export function useNow(): number {
  const [at, setAt] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return at
}
