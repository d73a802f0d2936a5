import { createHash, randomBytes, randomUUID } from 'node:crypto'
import {
  apiClient,
  type HandlerRouteId,
  type RouteInput,
  type RouteResponse,
} from '@careloom/web-api'

/** A browser without a page: it keeps the cookies of one visitor and follows no redirect. */
export function visitor() {
  const jar = new Map<string, string>()
  return async (address: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(address, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return response
  }
}

/** Signs in as the web app does: authorization code with PKCE S256, the login form, the token. */
export async function signIn(
  base: string,
  username: string,
  password = 'sandbox',
): Promise<string> {
  const visit = visitor()
  const endpoint = `${base}/realms/careloom/protocol/openid-connect`
  const verifier = randomBytes(32).toString('base64url')
  const redirect = `${base}/callback`
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'careloom-web',
    redirect_uri: redirect,
    scope: 'openid profile',
    state: randomUUID(),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  let location = `${endpoint}/auth?${query}`
  for (let hop = 0; hop < 12 && !location.startsWith(redirect); hop++) {
    const url = new URL(location)
    const uid = url.pathname === '/login' ? url.searchParams.get('interaction') : null
    if (uid === null) {
      const response = await visit(location)
      location = new URL(response.headers.get('location') ?? '/nowhere', location).href
    } else {
      const response = await visit(`${base}/realms/careloom/interaction/${uid}/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: base },
        body: JSON.stringify({ username, password }),
      })
      const answer = (await response.json()) as { location?: string }
      if (answer.location === undefined)
        throw new Error(`sign-in of ${username} failed with ${response.status}`)
      location = new URL(answer.location, base).href
    }
  }
  const code = new URL(location).searchParams.get('code')
  if (code === null) throw new Error(`sign-in of ${username} did not lead to a code`)
  return token(endpoint, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirect,
    client_id: 'careloom-web',
    code_verifier: verifier,
  })
}

/** A backend client's token. */
export async function clientToken(
  base: string,
  scope = 'system/*.cruds',
  client = 'hospital',
  secret = 'sandbox',
): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`
  return token(
    `${base}/realms/careloom/protocol/openid-connect`,
    { grant_type: 'client_credentials', scope },
    { authorization },
  )
}

async function token(
  endpoint: string,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<string> {
  const response = await fetch(`${endpoint}/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  })
  const answer = (await response.json()) as { access_token?: string; error?: string }
  if (answer.access_token === undefined)
    throw new Error(`no token: ${answer.error ?? response.status}`)
  return answer.access_token
}

export type Session = {
  readonly token: string
  /** Calls a route by its id; a write gets a key of its own unless one is given. */
  call<Id extends HandlerRouteId>(
    id: Id,
    input: RouteInput<Id>,
    idempotencyKey?: string,
  ): Promise<RouteResponse<Id>>
}

/** Somebody signed in to the web API. */
export async function session(base: string, username: string): Promise<Session> {
  return sessionOf(base, await signIn(base, username))
}

export function sessionOf(base: string, bearer: string): Session {
  const authorized: typeof fetch = (input, init) =>
    fetch(input, {
      ...init,
      headers: {
        ...Object.fromEntries(new Headers(init?.headers)),
        authorization: `Bearer ${bearer}`,
      },
    })
  const call = apiClient(authorized, base)
  return {
    token: bearer,
    call: (id, input, idempotencyKey) =>
      call(id, input, { idempotencyKey: idempotencyKey ?? randomUUID() } as never),
  }
}
