import type { Actor } from '@careloom/access'
import type { CallMetadata } from '@careloom/rpc'
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
  readonly ifNoneExist?: string | undefined
  readonly prefer?: string | undefined
  readonly requestId: string
  readonly metadata: CallMetadata
}

export type Answer = {
  readonly status: number
  readonly body?: object | undefined
  readonly etag?: string | undefined
  readonly lastModified?: string | undefined
  readonly location?: string | undefined
  readonly retryAfterSeconds?: number | undefined
}

export const etagOf = (resource: Resource): string => `W/"${resource.meta?.versionId ?? '1'}"`

/** A resource with the headers that go with it; `Prefer: return=minimal` leaves the body out. */
export function answerWith(status: number, resource: Resource, prefer?: string): Answer {
  const updated = resource.meta?.lastUpdated
  return {
    status,
    body: prefer?.includes('return=minimal') === true ? undefined : resource,
    etag: etagOf(resource),
    lastModified: updated === undefined ? undefined : new Date(updated).toUTCString(),
  }
}

/** Whether an `If-None-Match` names a version: any of a list, weak and strong alike (RFC 9110 13.1.2). */
export function matchesAny(ifNoneMatch: string | undefined, etag: string): boolean {
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return (
    ifNoneMatch?.split(',').some((tag) => tag.trim() === '*' || bare(tag) === bare(etag)) ?? false
  )
}

/** The version that an `If-Match` names. Weak and strong alike; undefined when it names none. */
export function versionIn(ifMatch: string | undefined): number | undefined {
  const version = /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch?.trim() ?? '')?.[1]
  return version === undefined ? undefined : Number(version)
}
