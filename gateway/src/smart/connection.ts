/** A hospital whose launches we accept. */
export type EhrConnection = {
  readonly connectionId: string
  readonly organizationId: string
  readonly name: string
  readonly fhirBase: string
  readonly reachedAt?: string | undefined
  readonly clientId: string
  readonly clientSecret: string
}

/** How long an EHR may take to answer. */
export const fetchMs = 5_000
