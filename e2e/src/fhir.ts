export type Resource = { resourceType: string; id: string; [element: string]: unknown }
export type Bundle = Resource & {
  total?: number
  entry?: { resource: Resource; search?: { mode: string } }[]
  link?: { relation: string; url: string }[]
}
export type FhirAnswer = {
  readonly status: number
  readonly body: Resource
  readonly headers: Headers
}

/** FHIR by fetch: what curl would send. */
export function fhir(base: string, token: string) {
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<FhirAnswer> => {
    const response = await fetch(path.startsWith('http') ? path : `${base}/fhir/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/fhir+json',
        ...(body === undefined ? {} : { 'content-type': 'application/fhir+json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      body: (text === '' ? {} : JSON.parse(text)) as Resource,
      headers: response.headers,
    }
  }
  return {
    send,
    read: (path: string) => send('GET', path),
    search: async (query: string) => (await send('GET', query)).body as Bundle,
    create: (
      resource: Record<string, unknown> & { resourceType: string },
      headers?: Record<string, string>,
    ) => send('POST', resource.resourceType, resource, headers),
    update: (resource: Resource, version: string) =>
      send('PUT', `${resource.resourceType}/${resource.id}`, resource, { 'if-match': version }),
  }
}
export type Fhir = ReturnType<typeof fhir>

/** The texts of an OperationOutcome. */
export const reasonsOf = (body: Resource): string[] =>
  ((body['issue'] ?? []) as { diagnostics?: string }[]).flatMap(
    ({ diagnostics }) => diagnostics ?? [],
  )
