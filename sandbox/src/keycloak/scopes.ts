import { audience } from '../identity/clients.ts'
import { ownClaims } from '../identity/token-shape.ts'

type Mapper = {
  readonly name: string
  readonly protocol: 'openid-connect'
  readonly protocolMapper: string
  readonly config: Readonly<Record<string, string>>
}

export type ClientScope = {
  readonly name: string
  readonly protocol: 'openid-connect'
  readonly attributes: Readonly<Record<string, string>>
  readonly protocolMappers: readonly Mapper[]
}

const inTokens = {
  'access.token.claim': 'true',
  'id.token.claim': 'true',
  'userinfo.token.claim': 'true',
  'introspection.token.claim': 'true',
}

function mapper(name: string, protocolMapper: string, config: Record<string, string>): Mapper {
  return { name, protocol: 'openid-connect', protocolMapper, config: { ...inTokens, ...config } }
}

const attribute = (name: string, claim: string): Mapper =>
  mapper(claim, 'oidc-usermodel-attribute-mapper', {
    'user.attribute': name,
    'claim.name': claim,
    'jsonType.label': 'String',
  })

function scope(name: string, isNamed: boolean, protocolMappers: readonly Mapper[]): ClientScope {
  const attributes = {
    'include.in.token.scope': String(isNamed),
    'display.on.consent.screen': 'false',
  }
  return { name, protocol: 'openid-connect', attributes, protocolMappers }
}

/**
 * What every token carries. A realm that names client scopes gets none of Keycloak's own, so that those which the product
 * needs stand here under their names: without `basic` there is no `sub`.
 */
export const everyToken: readonly ClientScope[] = [
  scope('basic', false, [
    mapper('sub', 'oidc-sub-mapper', {}),
    mapper('auth_time', 'oidc-usersessionmodel-note-mapper', {
      'user.session.note': 'AUTH_TIME',
      'claim.name': 'auth_time',
      'jsonType.label': 'long',
    }),
  ]),
  scope('roles', false, [
    mapper('realm roles', 'oidc-usermodel-realm-role-mapper', {
      'claim.name': 'realm_access.roles',
      'jsonType.label': 'String',
      multivalued: 'true',
    }),
  ]),
  scope('profile', true, [
    attribute('username', 'preferred_username'),
    mapper('name', 'oidc-full-name-mapper', {}),
  ]),
  scope('careloom', false, [
    mapper('audience', 'oidc-audience-mapper', {
      'included.client.audience': audience,
      'id.token.claim': 'false',
    }),
    ...Object.values(ownClaims).map((claim) => attribute(claim, claim)),
  ]),
]

/** A scope that a client may ask for: SMART's are names to Keycloak, which compares them to the letter. */
export const askedFor = (name: string): ClientScope => scope(name, true, [])
