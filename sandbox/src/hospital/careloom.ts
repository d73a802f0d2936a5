import { isObject, isResource, textAt, textsAt, valuesAt } from './fhir/resource.ts'
import type { Resource } from './fhir/resource.ts'

/** What came of one request to Careloom. */
export type CareloomAnswer =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly body: unknown
      readonly location: string | undefined
    }
  /** Careloom said no; `reasons` are the texts of its OperationOutcome. */
  | { readonly kind: 'refused'; readonly status: number; readonly reasons: readonly string[] }
  /** Nothing came back in time. */
  | { readonly kind: 'unreachable' }

/** The hospital's backend client: FHIR over HTTP with a client-credentials token, nothing that others could not do. */
export type CareloomBackend = {
  read(path: string): Promise<CareloomAnswer>
  create(resource: Resource, ifNoneExist?: string): Promise<CareloomAnswer>
}

const deadlineMs = 5_000
const scope = 'system/*.cruds'

export function careloomBackend(options: {
  careloomBase: string
  now: () => number
}): CareloomBackend {
  const token = tokenSource(options)
  const send = async (path: string, init: RequestInit): Promise<CareloomAnswer> => {
    try {
      const authorization = `Bearer ${await token.get()}`
      const headers = { accept: 'application/fhir+json', authorization, ...init.headers }
      const address = `${options.careloomBase}/fhir/${path}`
      const response = await fetch(address, {
        ...init,
        headers,
        signal: AbortSignal.timeout(deadlineMs),
      })
      if (response.status === 401) token.forget()
      return await answerOf(response)
    } catch {
      return { kind: 'unreachable' }
    }
  }
  return {
    read: (path) => send(path, {}),
    create: (resource, ifNoneExist) =>
      send(resource.resourceType, {
        method: 'POST',
        headers: {
          'content-type': 'application/fhir+json',
          prefer: 'return=representation',
          ...(ifNoneExist === undefined ? {} : { 'if-none-exist': ifNoneExist }),
        },
        body: JSON.stringify(resource),
      }),
  }
}

/** Keeps a token until half a minute before its end, or until Careloom no longer takes it. */
function tokenSource({ careloomBase, now }: { careloomBase: string; now: () => number }) {
  let kept: { token: string; until: number } | undefined
  return {
    async get(): Promise<string> {
      if (kept === undefined || kept.until <= now()) kept = await requestToken(careloomBase, now)
      return kept.token
    },
    forget() {
      kept = undefined
    },
  }
}

async function requestToken(
  careloomBase: string,
  now: () => number,
): Promise<{ token: string; until: number }> {
  const response = await fetch(`${careloomBase}/realms/careloom/protocol/openid-connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('hospital:sandbox').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    signal: AbortSignal.timeout(deadlineMs),
  })
  const body: unknown = await response.json()
  const token = textAt(body, 'access_token')
  if (token === undefined) throw new TypeError('no token')
  const seconds = isObject(body) && typeof body['expires_in'] === 'number' ? body['expires_in'] : 60
  return { token, until: now() + (seconds - 30) * 1000 }
}

async function answerOf(response: Response): Promise<CareloomAnswer> {
  const text = await response.text()
  const body = parsed(text)
  const { status } = response
  if (response.ok)
    return {
      kind: 'answered',
      status,
      body,
      location: response.headers.get('location') ?? undefined,
    }
  if (!isResource(body))
    return status >= 500 ? { kind: 'unreachable' } : { kind: 'refused', status, reasons: [] }
  return { kind: 'refused', status, reasons: reasonsOf(body) }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function reasonsOf(outcome: Resource): string[] {
  return valuesAt(outcome, 'issue').flatMap((issue) => {
    const text =
      textAt(issue, 'diagnostics') ?? textAt(issue, 'details.text') ?? textAt(issue, 'code')
    const where = textsAt(issue, 'expression').join(', ')
    return text === undefined ? [] : [where === '' ? text : `${text} (${where})`]
  })
}

/** The resources of a searchset, without those that only note something. */
export function resourcesIn(bundle: unknown): Resource[] {
  return valuesAt(bundle, 'entry')
    .filter((entry) => textAt(entry, 'search.mode') !== 'outcome')
    .flatMap((entry) => valuesAt(entry, 'resource'))
    .filter(isResource)
}
