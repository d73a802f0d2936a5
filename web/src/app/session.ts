import { now } from './clock.ts'
import type { Session } from './session-shape.ts'
import { onVisit, visit } from './visit.ts'

const place = 'careloom.session'
const readers = new Set<() => void>()
let current = restore()
onVisit(look)

function restore(): Session | null {
  const kept = sessionStorage.getItem(place)
  const session = kept === null ? null : (JSON.parse(kept) as Session)
  if (session === null || isOfThisVisit(session)) return session
  sessionStorage.removeItem(place)
  return null
}

function isOfThisVisit({ kind, visit: own }: Session): boolean {
  return kind === 'launch' || (own !== undefined && own === visit())
}

/** Somebody left in another tab, or while this page was in the back-forward cache. */
function look(): void {
  if (current !== null && !isOfThisVisit(current)) setSession(null)
}

export function session(): Session | null {
  return current
}

export function setSession(next: Session | null): void {
  current = next
  if (next === null) sessionStorage.removeItem(place)
  else sessionStorage.setItem(place, JSON.stringify(next))
  for (const tell of readers) tell()
}

export function onSession(tell: () => void): () => void {
  readers.add(tell)
  return () => readers.delete(tell)
}

let refreshing: Promise<void> | null = null

/** A token that lives for at least 20 more seconds, refreshed once for all who ask at the same time; null when signed out. */
export async function freshToken(): Promise<string | null> {
  if (current === null) return null
  if (current.expiresAt - now() > 20_000 || !current.refreshToken) return current.accessToken
  refreshing ??= refresh(current).finally(() => (refreshing = null))
  await refreshing.catch(() => undefined)
  return session()?.accessToken ?? null
}

async function refresh(old: Session): Promise<void> {
  const { refreshed } = await import('./identity-provider.ts')
  const fresh = await refreshed(old)
  // Whoever left meanwhile has left.
  if (current === old) setSession(fresh)
}
