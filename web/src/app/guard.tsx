import { Navigate, Outlet } from '@tanstack/react-router'
import { useEffect, useSyncExternalStore } from 'react'
import { SignedOut } from '../pieces/signed-out.tsx'
import { useLock } from './lock.ts'
import { onSession, session } from './session.ts'
import { signInAgain } from './sign-in.ts'
import { howLeft } from './visit.ts'

const useSignedIn = () => useSyncExternalStore(onSession, () => session() !== null)

/** Behind it everybody is signed in. Who opens it is asked to sign in and comes back here; who has left is not asked until they press. */
export function Guard() {
  const signedIn = useSignedIn()
  const left = howLeft() !== null
  useLock()
  useEffect(() => {
    if (!signedIn && !left) void signInAgain()
  }, [signedIn, left])
  if (signedIn) return <Outlet />
  return left ? <SignedOut /> : null
}

/** Behind it is an EHR's launch; when that is over, the chart opens a new one. */
export function LaunchGuard() {
  const launched = useSignedIn()
  useLock()
  return launched ? <Outlet /> : <Navigate to="/refer" replace />
}
