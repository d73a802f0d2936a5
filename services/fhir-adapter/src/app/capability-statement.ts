import { resourceTypes, type ResourceType } from '../domain/resource.ts'
import { includes, searchParameters } from '../domain/search-terms.ts'

const creatable: readonly ResourceType[] = [
  'Patient',
  'Consent',
  'ServiceRequest',
  'QuestionnaireResponse',
]
const updatable: readonly ResourceType[] = ['Patient', 'ServiceRequest', 'Task']

/** `If-None-Exist: identifier=system|value`. */
const conditional: readonly ResourceType[] = ['Patient', 'Consent', 'ServiceRequest']

const profiles: Partial<Record<ResourceType, string>> = {
  Patient: 'us-core-patient',
  Practitioner: 'us-core-practitioner',
  PractitionerRole: 'us-core-practitionerrole',
  Organization: 'us-core-organization',
  CareTeam: 'us-core-careteam',
  CarePlan: 'us-core-careplan',
  Goal: 'us-core-goal',
  Encounter: 'us-core-encounter',
  ServiceRequest: 'us-core-servicerequest',
}

/** What is served, made from the tables that serve it. */
export function capabilityStatement(base: string): object {
  const origin = base.replace(/\/fhir$/, '')
  const endpoint = `${origin}/realms/careloom/protocol/openid-connect`
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-22',
    kind: 'instance',
    software: { name: 'Careloom', version: '0.1.0' },
    implementation: { description: 'Peer support woven into care teams', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    implementationGuide: ['http://hl7.org/fhir/us/core/ImplementationGuide/hl7.fhir.us.core'],
    rest: [
      {
        mode: 'server',
        security: {
          cors: false,
          service: [
            {
              coding: [
                {
                  system: 'http://terminology.hl7.org/CodeSystem/restful-security-service',
                  code: 'SMART-on-FHIR',
                },
              ],
            },
          ],
          extension: [
            {
              url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
              extension: [
                { url: 'authorize', valueUri: `${endpoint}/auth` },
                { url: 'token', valueUri: `${endpoint}/token` },
              ],
            },
          ],
        },
        resource: resourceTypes.map(resource),
      },
    ],
  }
}

function resource(type: ResourceType): object {
  const profile = profiles[type]
  const codes = [
    'read',
    'vread',
    'search-type',
    ...(creatable.includes(type) ? ['create'] : []),
    ...(updatable.includes(type) ? ['update'] : []),
  ]
  return {
    type,
    ...(profile === undefined
      ? {}
      : { supportedProfile: [`http://hl7.org/fhir/us/core/StructureDefinition/${profile}`] }),
    interaction: codes.map((code) => ({ code })),
    versioning: updatable.includes(type) ? 'versioned-update' : 'versioned',
    readHistory: true,
    updateCreate: false,
    conditionalRead: 'not-match',
    conditionalCreate: conditional.includes(type),
    searchInclude: includes[type] ?? [],
    searchParam: [
      ...searchParameters[type].map(({ name, type: kind }) => ({ name, type: kind })),
      { name: '_id', type: 'token' },
      { name: '_lastUpdated', type: 'date' },
    ],
  }
}

/** `.well-known/smart-configuration` (SMART App Launch 2.2): what our own authorization server offers to apps. */
export function smartConfiguration(origin: string): object {
  const issuer = `${origin}/realms/careloom`
  const endpoint = `${issuer}/protocol/openid-connect`
  return {
    issuer,
    jwks_uri: `${endpoint}/certs`,
    authorization_endpoint: `${endpoint}/auth`,
    token_endpoint: `${endpoint}/token`,
    introspection_endpoint: `${endpoint}/token/introspect`,
    revocation_endpoint: `${endpoint}/revoke`,
    token_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
    ],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: [
      'openid',
      'profile',
      ...resourceTypes.map((type) => `system/${type}.rs`),
      'system/*.cruds',
    ],
    capabilities: [
      'client-public',
      'client-confidential-symmetric',
      'client-confidential-asymmetric',
      'permission-v2',
    ],
  }
}
