import { useEffect, useState } from 'react'
import { now } from './clock.ts'

/** The time of the screen, a new one every half minute. */
export function useNow(): number {
  const [at, setAt] = useState(now)
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), 30_000)
    return () => clearInterval(timer)
  }, [])
  return at
}
