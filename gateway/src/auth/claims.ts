import { roles, type Actor } from '@careloom/access'

export type Claims = Readonly<Record<string, unknown>>

/** The actor that a token's claims describe; claims of the wrong type are as good as absent. */
export function actorOf(content: Claims): Actor {
  const text = (name: string) =>
    typeof content[name] === 'string' && content[name] !== '' ? content[name] : undefined
  const access = content['realm_access']
  const named: unknown =
    typeof access === 'object' && access !== null ? (access as Claims)['roles'] : []
  const fhirUser = text('fhirUser')
  const scope = text('scope')
  return {
    id: text('sub') ?? text('azp') ?? text('client_id') ?? 'unknown',
    roles: roleSet(named),
    organization: text('organization')?.replaceAll('Organization/', ''),
    personId: text('person_id'),
    peerWorkerId: text('peer_worker_id'),
    practitionerId:
      fhirUser?.startsWith('Practitioner/') === true
        ? fhirUser.slice('Practitioner/'.length)
        : undefined,
    displayName: text('name') ?? text('preferred_username'),
    launchedFor: text('patient'),
    scopes: scope?.split(' ') ?? [],
  }
}

function roleSet(named: unknown): Actor['roles'] {
  return new Set(roles.filter((role) => Array.isArray(named) && named.includes(role)))
}
