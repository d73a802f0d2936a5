import type { CallMetadata } from '@careloom/event-sourcing'
import type { Actor } from '@careloom/access'
import { operationOutcome } from '../domain/outcome.ts'
import type { Resource } from '../domain/resource.ts'

/** One FHIR interaction as the gateway hands it on. */
export type Interaction = {
  readonly actor: Actor
  readonly method: string
  readonly path: string
  readonly query: string
  readonly body: string
  readonly ifMatch?: string | undefined
  readonly ifNoneMatch?: string | undefined
  readonly ifModifiedSince?: string | undefined
  readonly ifNoneExist?: string | undefined
  readonly prefer?: string | undefined
  readonly requestId: string
  readonly metadata: CallMetadata
  /** Over when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined
}

export type Answer = {
  readonly status: number
  readonly body?: object | undefined
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  readonly location?: string | undefined
  readonly retryAfterSeconds?: number | undefined
  /** The methods that the address does allow. */
  readonly allow?: string | undefined
}

export const etagOf = (resource: Resource): string => `W/"${resource.meta?.versionId ?? '1'}"`

/** A resource with the headers that go with it, or as little of it as `Prefer: return=` asks for (FHIR R4 3.1.0.1.7). */
export function answerWith(status: number, resource: Resource, prefer?: string): Answer {
  const updated = resource.meta?.lastUpdated
  return {
    status,
    body: preferred(resource, prefer),
    etag: etagOf(resource),
    lastModified: updated === undefined ? undefined : new Date(updated).toUTCString(),
  }
}

function preferred(resource: Resource, prefer: string | undefined): object | undefined {
  if (prefer === undefined) return resource
  if (prefer.includes('return=minimal')) return undefined
  return prefer.includes('return=OperationOutcome')
    ? operationOutcome({
        severity: 'information',
        code: 'informational',
        diagnostics: 'It is done.',
      })
    : resource
}

/** Whether the caller knows this version already. `If-None-Match` goes before `If-Modified-Since` (RFC 9110 13.2.2). */
export function isUnchanged(
  resource: Resource,
  { ifNoneMatch, ifModifiedSince }: Interaction,
): boolean {
  if (ifNoneMatch !== undefined) return matchesAny(ifNoneMatch, etagOf(resource))
  const since = ifModifiedSince === undefined ? Number.NaN : Date.parse(ifModifiedSince)
  const updated = Date.parse(resource.meta?.lastUpdated ?? '')
  // The header says whole seconds.
  return Math.floor(updated / 1_000) * 1_000 <= since
}

/** Whether an `If-None-Match` names a version: any of a list, weak and strong alike (RFC 9110 13.1.2). */
function matchesAny(ifNoneMatch: string, etag: string): boolean {
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || bare(tag) === bare(etag))
}

/** The version that an `If-Match` names. Weak and strong alike; undefined when it names none. */
export function versionIn(ifMatch: string | undefined): number | undefined {
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch?.trim() ?? '')?.[1]
  return version === undefined ? undefined : Number(version)
}
