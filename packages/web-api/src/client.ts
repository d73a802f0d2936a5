import { problem, type Problem } from './problem.ts'
import { idempotencyKeyHeader, seenHeader, type RouteDefinition } from './route.ts'
import {
  routeOf,
  type HandlerRouteId,
  type RouteInput,
  type RouteResponse,
  type WriteRouteId,
} from './routes.ts'

/** The API said no, or failed, and said so in a problem document. */
export class ApiProblem extends Error {
  readonly problem: Problem
  constructor(from: Problem) {
    super(from.code)
    this.name = 'ApiProblem'
    this.problem = from
  }
}

/** No answer came: offline, or the server is away. Whether a write was done is unknown; send it again with its key. */
export class ApiUnreachable extends Error {
  constructor(cause: unknown) {
    super('unreachable', { cause })
    this.name = 'ApiUnreachable'
  }
}

export type CallOptions<Id extends HandlerRouteId> = (Id extends WriteRouteId
  ? { /** Made once per intention and kept for every try. */ readonly idempotencyKey: string }
  : { readonly idempotencyKey?: never }) & { readonly signal?: AbortSignal }

/** Calls a route by its id and answers what its schema says. @throws ApiProblem, ApiUnreachable. */
export type ApiClient = <Id extends HandlerRouteId>(
  id: Id,
  input: RouteInput<Id>,
  options: CallOptions<Id>,
) => Promise<RouteResponse<Id>>

type AnyInput = { params?: object; query?: object; body?: unknown }

/** The fetch given adds the bearer token; this adds path, query, body and key, and checks what comes back. */
export function apiClient(given: typeof globalThis.fetch, base = ''): ApiClient {
  const fetch = thatHasSeen(given)
  return async <Id extends HandlerRouteId>(
    id: Id,
    input: RouteInput<Id>,
    options: CallOptions<Id>,
  ): Promise<RouteResponse<Id>> => {
    const route = routeOf(id)
    const response = await send(fetch, base + urlOf(route, input), requestOf(route, input, options))
    const answer: unknown = await response.json().catch(() => undefined)
    if (!response.ok) throw new ApiProblem(problemOf(response.status, answer))
    const parsed = route.response.safeParse(answer)
    if (!parsed.success) throw new ApiProblem(unexpected(response.status))
    // The schema of this id has just accepted it; the table's type says which one that is.
    return parsed.data as RouteResponse<Id>
  }
}

/** How long what was seen is worth telling: it is shown by everybody long before. */
const seenForMs = 60_000

/** Tells each answer's `Careloom-Seen` with the next request: what was done is seen by whoever is asked next. */
function thatHasSeen(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  let seen: { readonly text: string; readonly until: number } | undefined
  return async (url, init) => {
    const headers = new Headers(init?.headers)
    if (seen !== undefined && Date.now() < seen.until) headers.set(seenHeader, seen.text)
    const response = await fetch(url, { ...init, headers })
    const text = response.headers.get(seenHeader)
    if (text !== null) seen = { text, until: Date.now() + seenForMs }
    return response
  }
}

async function send(fetch: typeof globalThis.fetch, url: string, init: RequestInit) {
  try {
    return await fetch(url, init)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiUnreachable(cause)
  }
}

function requestOf(
  route: RouteDefinition,
  input: AnyInput,
  options: { idempotencyKey?: string; signal?: AbortSignal },
): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' }
  if (options.idempotencyKey) headers[idempotencyKeyHeader] = options.idempotencyKey
  if (input.body !== undefined) headers['content-type'] = 'application/json'
  return {
    method: route.method,
    headers,
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    ...(options.signal ? { signal: options.signal } : {}),
  }
}

/** The address of a route with its parameters filled in and its query appended. */
export function urlOf(route: RouteDefinition, input: AnyInput): string {
  const params = new Map(Object.entries(input.params ?? {}))
  const path = route.path.replace(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(String(params.get(name) ?? '')),
  )
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(input.query ?? {}))
    if (value !== undefined) query.append(key, String(value))
  return query.size > 0 ? `${path}?${query}` : path
}

function problemOf(status: number, answer: unknown): Problem {
  const parsed = problem.safeParse(answer)
  return parsed.success ? parsed.data : unexpected(status)
}

function unexpected(status: number): Problem {
  const shown = status >= 400 && status <= 599 ? status : 502
  return { type: 'about:blank', title: 'Unexpected answer', status: shown, code: 'internal' }
}
