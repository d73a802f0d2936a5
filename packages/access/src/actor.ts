export const roles = [
  'person',
  'peer',
  'coordinator',
  'supervisor',
  'clinician',
  'integrator',
  'auditor',
  'privacy-officer',
  'system',
] as const
export type Role = (typeof roles)[number]

/** Who asks, as a verified token says. Ids are opaque. */
export type Actor = {
  /** `sub` of the token, or the client's id. */
  readonly id: string
  readonly roles: ReadonlySet<Role>
  readonly organization: string | undefined
  /** The person they are, if they are one we serve. */
  readonly personId?: string | undefined
  readonly peerWorkerId?: string | undefined
  readonly practitionerId?: string | undefined
  /** How they may be named to the person whose record they read. */
  readonly displayName?: string | undefined
  /** The person whose chart an EHR launched with; nobody else's record is in reach. */
  readonly launchedFor?: string | undefined
  /** Scopes of the token; only SMART's resource scopes (v2 syntax) open FHIR. */
  readonly scopes?: readonly string[] | undefined
}
