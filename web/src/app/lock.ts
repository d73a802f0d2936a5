import { useEffect } from 'react'
import { now } from './clock.ts'
import { session, signOut } from './session.ts'

const idleMs = 15 * 60_000

/** Signs out after fifteen minutes in which nobody pressed, typed or moved anything. */
export function useLock(): void {
  useEffect(() => {
    let last = now()
    const touch = () => (last = now())
    const look = () => {
      if (session() !== null && now() - last > idleMs) signOut()
    }
    const timer = setInterval(look, 15_000)
    const signs = ['pointerdown', 'keydown', 'scroll'] as const
    for (const sign of signs) addEventListener(sign, touch, { passive: true })
    return () => {
      clearInterval(timer)
      for (const sign of signs) removeEventListener(sign, touch)
    }
  }, [])
}
