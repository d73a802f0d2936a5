import { parseSmartScope, smartScopeText } from '../../oauth/smart-scope.ts'
import { capabilityOf } from '../fhir/capabilities.ts'

/** The scopes about the person at the screen and the launch; all others are about resources. */
export const oidcScopes: ReadonlySet<string> = new Set(['openid', 'fhirUser', 'profile', 'launch'])

/**
 * The resource scopes of a list that can be granted at the given levels, each narrowed to what the hospital offers:
 * `patient/CareTeam.cruds` becomes `patient/CareTeam.rs`. Unknown types and other syntax are left out.
 */
export function grantable(scope: string, levels: readonly string[]): string[] {
  return scope.split(' ').flatMap((text) => {
    const asked = parseSmartScope(text)
    if (asked === undefined || !levels.includes(asked.level)) return []
    if (asked.type === '*') return [text]
    const offered = capabilityOf(asked.type)
    const interactions = asked.interactions.filter((letter) =>
      offered?.interactions.includes(letter),
    )
    return interactions.length === 0 ? [] : [smartScopeText({ ...asked, interactions })]
  })
}
