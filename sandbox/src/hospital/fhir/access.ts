import type { Request } from 'express'
import { covers } from '../../oauth/smart-scope.ts'
import type { Interaction, SmartScope } from '../../oauth/smart-scope.ts'
import type { ResourceCapability } from './capabilities.ts'
import { FhirError } from './outcome.ts'

/** What a bearer token lets its holder do at this hospital. */
type FhirAccess = {
  readonly scopes: readonly SmartScope[]
  /** The patient in context of the launch; `patient/` scopes reach nobody else. */
  readonly patient: string | undefined
}

/** Answers what a token allows, or undefined if it is not one of ours or no longer valid. */
export type FindAccess = (token: string) => Promise<FhirAccess | undefined>

/** @throws FhirError 401 without a valid token. */
export async function requireAccess(request: Request, find: FindAccess): Promise<FhirAccess> {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '') ?? []
  if (token === undefined) throw new FhirError(401, 'login', 'An access token is needed')
  const access = await find(token)
  if (access === undefined)
    throw new FhirError(401, 'login', 'The access token is not valid or has expired')
  return access
}

/** Whose resources an access reaches: everybody's, or one patient's. */
export type Reach = { readonly patient?: string }

/**
 * Decides one interaction on one type.
 * @throws FhirError 405 if the hospital does not offer it to anybody, 403 if the token does not.
 */
export function reachOf(
  access: FhirAccess,
  capability: ResourceCapability,
  letter: Interaction,
): Reach {
  if (!capability.interactions.includes(letter))
    throw new FhirError(
      405,
      'not-supported',
      capability.refusal ?? `${capability.type} does not offer this`,
    )
  const granting = (level: SmartScope['level']) =>
    access.scopes.some((scope) =>
      covers(scope, { level, type: capability.type, interactions: [letter] }),
    )
  if (granting('user') || granting('system')) return {}
  if (granting('patient') && access.patient !== undefined && capability.patientPath !== undefined)
    return { patient: access.patient }
  throw new FhirError(403, 'forbidden', `The token does not allow this on ${capability.type}`)
}
