import { Outlet } from '@tanstack/react-router'
import { useEffect, useSyncExternalStore } from 'react'
import { useLock } from './lock.ts'
import { beginSignIn, onSession, session } from './session.ts'

/** Behind it everybody is signed in; who is not is sent to the identity provider and comes back here. */
export function Guard() {
  const signedIn = useSyncExternalStore(onSession, () => session() !== null)
  useLock()
  useEffect(() => {
    if (!signedIn) void beginSignIn(location.pathname)
  }, [signedIn])
  return signedIn ? <Outlet /> : null
}
