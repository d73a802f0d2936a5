import { now } from './clock.ts'

/** Tokens of one tab. `launch` sessions come from a SMART launch and cannot be refreshed. */
export type Session = {
  readonly kind: 'sign-in' | 'launch'
  readonly accessToken: string
  readonly expiresAt: number
  readonly refreshToken?: string
  readonly idToken?: string
}

const place = 'careloom.session'
const realm = '/realms/careloom/protocol/openid-connect'
const clientId = 'careloom-web'
const readers = new Set<() => void>()
let current = restore()

function restore(): Session | null {
  const kept = sessionStorage.getItem(place)
  return kept === null ? null : (JSON.parse(kept) as Session)
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

type TokenAnswer = {
  access_token: string
  expires_in: number
  refresh_token?: string
  id_token?: string
}

/** Keeps what the token endpoint answered; a refresh without a new id token keeps the old one. */
function keep(answer: TokenAnswer): Session {
  const idToken = answer.id_token ?? current?.idToken
  const next: Session = {
    kind: 'sign-in',
    accessToken: answer.access_token,
    expiresAt: now() + answer.expires_in * 1000,
    ...(answer.refresh_token ? { refreshToken: answer.refresh_token } : {}),
    ...(idToken ? { idToken } : {}),
  }
  setSession(next)
  return next
}

async function askForTokens(form: Record<string, string>): Promise<Session> {
  const response = await fetch(`${realm}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: clientId, ...form }),
  })
  if (!response.ok) throw new Error(`token endpoint answered ${response.status}`)
  return keep((await response.json()) as TokenAnswer)
}

let refreshing: Promise<Session> | null = null

/** A token that lives for at least 20 more seconds, refreshed once for all who ask at the same time; null when signed out. */
export async function freshToken(): Promise<string | null> {
  if (current === null) return null
  if (current.expiresAt - now() > 20_000) return current.accessToken
  if (!current.refreshToken) return current.accessToken
  refreshing ??= askForTokens({
    grant_type: 'refresh_token',
    refresh_token: current.refreshToken,
  }).finally(() => (refreshing = null))
  return refreshing.then((fresh) => fresh.accessToken).catch(() => current?.accessToken ?? null)
}

const base64url = (bytes: Uint8Array) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')

const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)))

type Pending = { readonly verifier: string; readonly state: string; readonly returnTo: string }
const pendingPlace = 'careloom.sign-in'

/** Leaves for the identity provider: authorization code with PKCE S256 (RFC 7636). */
export async function beginSignIn(returnTo: string): Promise<void> {
  const pending: Pending = { verifier: random(), state: random(), returnTo }
  sessionStorage.setItem(pendingPlace, JSON.stringify(pending))
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(pending.verifier))
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: `${location.origin}/callback`,
    state: pending.state,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: 'S256',
  })
  location.assign(`${realm}/auth?${query}`)
}

/** Ends what `beginSignIn` began; answers where to go. @throws when the answer is not to our question. */
export async function completeSignIn(search: string): Promise<string> {
  const answer = new URLSearchParams(search)
  const kept = sessionStorage.getItem(pendingPlace)
  const pending = kept === null ? null : (JSON.parse(kept) as Pending)
  sessionStorage.removeItem(pendingPlace)
  const code = answer.get('code')
  if (!code || !pending || answer.get('state') !== pending.state)
    throw new Error(answer.get('error') ?? 'not our question')
  await askForTokens({
    grant_type: 'authorization_code',
    code,
    code_verifier: pending.verifier,
    redirect_uri: `${location.origin}/callback`,
  })
  return pending.returnTo
}

/** Forgets the tokens here and ends the session at the identity provider. */
export function signOut(): void {
  const hint = current?.idToken
  const launched = current?.kind === 'launch'
  setSession(null)
  if (launched) return location.assign('/signed-out')
  const query = new URLSearchParams({
    client_id: clientId,
    post_logout_redirect_uri: `${location.origin}/`,
    ...(hint ? { id_token_hint: hint } : {}),
  })
  location.assign(`${realm}/logout?${query}`)
}
