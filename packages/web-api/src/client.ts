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

/** Everybody shows it long before. */
const seenForMs = 60_000

type AnyInput = { params?: object; query?: object; body?: unknown }

/** The fetch given adds the bearer token; this adds path, query, body and key, and checks what comes back. */
export function apiClient(fetch: typeof globalThis.fetch, base = ''): ApiClient {
  /** What the last answers have shown, and until when that is worth telling: whoever is asked next shows it too. */
  let [seen, until] = ['', 0]
  return async <Id extends HandlerRouteId>(
    id: Id,
    input: RouteInput<Id>,
    options: CallOptions<Id>,
  ): Promise<RouteResponse<Id>> => {
    const route = routeOf(id)
    const told = Date.now() < until ? { [seenHeader]: seen } : {}
    const init = requestOf(route, input, options, told)
    const response = await send(fetch, base + urlOf(route, input), init)
    const shown = response.headers.get(seenHeader)
    if (shown) [seen, until] = [shown, Date.now() + seenForMs]
    const answer: unknown = await response.json().catch(() => undefined)
    if (!response.ok) throw new ApiProblem(problemOf(response.status, answer))
    const parsed = route.response.safeParse(answer)
    if (!parsed.success) throw new ApiProblem(unexpected(response.status))
    // The schema of this id has just accepted it; the table's type says which one that is.
    return parsed.data as RouteResponse<Id>
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
  told: Record<string, string>,
): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json', ...told }
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
