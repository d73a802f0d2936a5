import { error, FhirProblem } from '../../domain/outcome.ts'
import type { Stored } from '../../domain/resource.ts'
import { dateSearch, spanOf } from '../../domain/search/dates.ts'
import { etagOf } from '../interaction.ts'

const defaultCount = 20
const maxCount = 200

/**
 * Versions, newest first, as a Bundle of type history (FHIR R4 3.1.0.13): each entry with the request that made it and
 * what was answered (bdl-3, bdl-4). `address` is that of the type. @throws FhirProblem 400 for a value that cannot be
 */
export function historyOf(
  versions: readonly Stored[],
  query: URLSearchParams,
  address: string,
): object {
  const since = query.get('_since')
  const from = since === null ? undefined : dateSearch(`ge${since}`, '_since', 'instant')
  const wanted = versions.filter(
    ({ meta }) => from === undefined || from.holds(spanOf(meta?.lastUpdated ?? '')),
  )
  const before = wholeNumber(query, '_cursor') ?? Number.POSITIVE_INFINITY
  const rest = wanted.filter(({ meta }) => Number(meta?.versionId) < before)
  const page = rest.slice(0, Math.min(wholeNumber(query, '_count') ?? defaultCount, maxCount))
  const next = page.length > 0 && page.length < rest.length ? page.at(-1) : undefined
  return {
    resourceType: 'Bundle',
    type: 'history',
    total: wanted.length,
    link: links(`${address}/${versions[0]?.id ?? ''}/_history`, query, next?.meta?.versionId),
    ...(page.length === 0 ? {} : { entry: page.map((each) => entryOf(each, address)) }),
  }
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (!/^\d{1,9}$/.test(text))
    throw new FhirProblem(400, [error('value', `${name} must be a whole number.`)])
  return Number(text)
}

function links(address: string, query: URLSearchParams, cursor: string | undefined): object[] {
  const self = {
    relation: 'self',
    url: `${address}${query.size === 0 ? '' : '?'}${query.toString()}`,
  }
  if (cursor === undefined) return [self]
  const next = new URLSearchParams(query)
  next.set('_cursor', cursor)
  return [self, { relation: 'next', url: `${address}?${next.toString()}` }]
}

function entryOf(resource: Stored, address: string): object {
  const { resourceType, id, meta } = resource
  const first = meta?.versionId === '1'
  return {
    fullUrl: `${address}/${id}`,
    resource,
    request: first
      ? { method: 'POST', url: resourceType }
      : { method: 'PUT', url: `${resourceType}/${id}` },
    response: {
      status: first ? '201' : '200',
      etag: etagOf(resource),
      lastModified: meta?.lastUpdated,
    },
  }
}
