import { useEffect } from 'react'
import { lock } from './leave.ts'
import { session } from './session.ts'
import { touch, untouchedMs } from './visit.ts'

const idleMs = 15 * 60_000

function look(): void {
  if (session() !== null && untouchedMs() > idleMs) lock()
}

function touched(): void {
  // The first touch after the fifteen minutes is too late.
  look()
  if (session() !== null && untouchedMs() > 1000) touch()
}

const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove'] as const

/** Locks every tab after fifteen minutes in which nobody pressed, typed or moved anything in any; also after a sleep of the device. */
export function useLock(): void {
  useEffect(() => {
    look()
    const timer = setInterval(look, 15_000)
    for (const sign of signs) addEventListener(sign, touched, { passive: true })
    addEventListener('pageshow', look)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      for (const sign of signs) removeEventListener(sign, touched)
      removeEventListener('pageshow', look)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
}
