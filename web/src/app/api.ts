import {
  apiClient,
  ApiProblem,
  ApiUnreachable,
  type ReadRouteId,
  type RouteInput,
  type RouteResponse,
  type WriteRouteId,
} from '@careloom/web-api'
import {
  useMutation,
  useQuery,
  useQueryClient,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useRef } from 'react'
import { firstRead } from './first-reads.ts'
import { freshToken, session, setSession } from './session.ts'

/** Adds the bearer token; a 401 with a token means that it is over, so the tab is signed out. */
export const withToken: typeof fetch = async (url, init) => {
  const token = await freshToken()
  const headers = new Headers(init?.headers)
  if (token) headers.set('authorization', `Bearer ${token}`)
  // Titles and reasons come in the language of the screen.
  headers.set('accept-language', document.documentElement.lang)
  const response = (await firstRead(url, init, token)) ?? (await fetch(url, { ...init, headers }))
  if (response.status === 401 && session()?.accessToken === token) setSession(null)
  return response
}

export const api = apiClient(withToken)

/** The answer of a read route, cached under its id and input, invalidated by the event stream. */
export function useRead<Id extends ReadRouteId>(
  id: Id,
  input: RouteInput<Id>,
  enabled = true,
): UseQueryResult<RouteResponse<Id>> {
  return useQuery({
    queryKey: [id, input],
    enabled,
    queryFn: ({ signal }) => api(id, input, { signal } as Parameters<typeof api<Id>>[2]),
  })
}

/** A write. Its idempotency key is made once and kept until it succeeds, so a second press cannot do it twice. */
export function useWrite<Id extends WriteRouteId>(
  id: Id,
  onDone?: (answer: RouteResponse<Id>) => void,
): UseMutationResult<RouteResponse<Id>, Error, RouteInput<Id>> {
  const queries = useQueryClient()
  const key = useRef<{ input: string; key: string } | null>(null)
  return useMutation({
    mutationFn: (input: RouteInput<Id>) => {
      const said = JSON.stringify(input)
      if (key.current?.input !== said) key.current = { input: said, key: crypto.randomUUID() }
      return api(id, input, { idempotencyKey: key.current.key } as Parameters<typeof api<Id>>[2])
    },
    onSuccess: (answer) => {
      key.current = null
      // The event stream says the same, perhaps a moment later.
      void queries.invalidateQueries()
      onDone?.(answer)
    },
  })
}

export type Trouble = {
  readonly kind: 'offline' | 'forbidden' | 'not-found' | 'refused' | 'failed'
  readonly code: string
}

/** What a failed call means to whoever reads the screen. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof ApiUnreachable)
    return { kind: navigator.onLine ? 'failed' : 'offline', code: 'NO-ANSWER' }
  if (!(error instanceof ApiProblem)) return { kind: 'failed', code: 'SCREEN' }
  const { status, code, traceId } = error.problem
  const quoted = traceId ? `${code} ${traceId.slice(0, 8)}` : code
  if (status === 403) return { kind: 'forbidden', code: quoted }
  if (status === 404) return { kind: 'not-found', code: quoted }
  if (status < 500 && status !== 408 && status !== 429) return { kind: 'refused', code: quoted }
  return { kind: 'failed', code: quoted }
}
