import { randomUUID } from 'node:crypto'
import { realmClient } from '@careloom/testing/sign-in'
import {
  apiClient,
  type HandlerRouteId,
  type RouteInput,
  type RouteResponse,
} from '@careloom/web-api'

export { visitor } from '@careloom/testing/sign-in'

const realmOf = (base: string) => realmClient(base, `${base}/realms/careloom`)

/** The token of somebody who signs in as with the web app. */
export async function signIn(base: string, username: string, password?: string): Promise<string> {
  return (await realmOf(base).signIn(username, password)).access_token
}

/** A backend client's token. */
export async function clientToken(
  base: string,
  scope = 'system/*.cruds',
  client = 'hospital',
  secret = 'sandbox',
): Promise<string> {
  return (await realmOf(base).clientCredentials(client, secret, scope)).access_token
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
