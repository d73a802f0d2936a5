import type { Actor } from '@careloom/access'

/** What an EHR launch brought along: the patient of the chart and how to find them. */
export type Launch = {
  readonly connectionId: string
  /** The hospital's, whose numbers the identifiers are. */
  readonly organizationId: string
  readonly ehrName: string
  readonly fhirId: string
  readonly display: string
  readonly givenName: string
  readonly familyName: string
  readonly birthDate: string | undefined
  readonly phone: string | undefined
  readonly language: string | undefined
  readonly identifiers: readonly { readonly system: string; readonly value: string }[]
  readonly needPatientBanner: boolean
}

/** `until`: when the token ends, in milliseconds since 1970. `reason` is one of a few words of ours, for `WWW-Authenticate`; absent when no token was given (RFC 6750 3.1). */
export type Authenticated =
  | {
      readonly ok: true
      readonly actor: Actor
      readonly until: number
      readonly launch?: Launch
    }
  | { readonly ok: false; readonly reason?: string }

/**
 * Verifies the `Authorization` header of a request: the one port behind which tokens are known. On one connection the same
 * token comes again and again; what was found for it may be remembered there, for as long as the token is remembered at all.
 */
export type Authenticate = (
  authorization: string | undefined,
  connection?: object,
) => Promise<Authenticated>

/** The challenge of a 401 or 403 (RFC 6750 3). */
export function challenge(
  error?: 'invalid_token' | 'insufficient_scope',
  description?: string,
): string {
  const parts = [
    'realm="careloom"',
    error && `error="${error}"`,
    description && `error_description="${description}"`,
  ]
  return `Bearer ${parts.filter(Boolean).join(', ')}`
}

/** The token of a bearer header (RFC 6750 2.1). What it consists of is looked at when it is verified, once. */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization?.slice(0, 7).toLowerCase() !== 'bearer ') return undefined
  const token = authorization.slice(7).trim()
  return token === '' || token.includes(' ') ? undefined : token
}
