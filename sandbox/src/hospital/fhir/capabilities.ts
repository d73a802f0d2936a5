import type { Interaction } from '../../oauth/smart-scope.ts'

/** How a search parameter is compared (FHIR R4 search). */
export type SearchParameter = {
  readonly name: string
  readonly type: 'token' | 'reference' | 'string' | 'date'
  /** Dotted paths to what is compared. */
  readonly paths: readonly string[]
}

/** What this hospital lets a client do with one resource type. */
export type ResourceCapability = {
  readonly type: string
  readonly interactions: readonly Interaction[]
  readonly search: readonly SearchParameter[]
  /** Where the patient is found whose compartment the resource is in; undefined if it is nobody's. */
  readonly patientPath?: string
  /** Said when a client tries what is not offered. */
  readonly refusal?: string
}

const token = (name: string, ...paths: string[]): SearchParameter => ({
  name,
  type: 'token',
  paths,
})
const string = (name: string, ...paths: string[]): SearchParameter => ({
  name,
  type: 'string',
  paths,
})
const date = (name: string, ...paths: string[]): SearchParameter => ({ name, type: 'date', paths })
const patient = (path: string): SearchParameter => ({
  name: 'patient',
  type: 'reference',
  paths: [path],
})
const subject = (path: string): SearchParameter => ({
  name: 'subject',
  type: 'reference',
  paths: [path],
})

const read: readonly Interaction[] = ['r', 's']
const humanName = ['name.text', 'name.family', 'name.given']

/** Offered for every type. */
export const commonParameters: readonly SearchParameter[] = [
  token('_id', 'id'),
  date('_lastUpdated', 'meta.lastUpdated'),
]

/**
 * The one table of what is offered: the CapabilityStatement, the SMART configuration, the scopes that can be granted
 * and the server itself are made from it. Like the large hospital systems, it takes notes from an application and
 * keeps its care teams to itself.
 */
export const capabilities: readonly ResourceCapability[] = [
  {
    type: 'Patient',
    interactions: read,
    patientPath: 'id',
    search: [
      token('identifier', 'identifier'),
      string('name', ...humanName),
      string('family', 'name.family'),
      string('given', 'name.given'),
      date('birthdate', 'birthDate'),
      token('gender', 'gender'),
    ],
  },
  {
    type: 'Practitioner',
    interactions: read,
    search: [token('identifier', 'identifier'), string('name', ...humanName)],
  },
  {
    type: 'Organization',
    interactions: read,
    search: [token('identifier', 'identifier'), string('name', 'name')],
  },
  {
    type: 'Condition',
    interactions: read,
    patientPath: 'subject.reference',
    search: [
      patient('subject.reference'),
      token('category', 'category.coding'),
      token('clinical-status', 'clinicalStatus.coding'),
      token('code', 'code.coding'),
    ],
  },
  {
    type: 'Encounter',
    interactions: read,
    patientPath: 'subject.reference',
    search: [patient('subject.reference'), token('status', 'status'), date('date', 'period.start')],
  },
  {
    type: 'ServiceRequest',
    interactions: read,
    patientPath: 'subject.reference',
    refusal: 'Orders are entered in the chart.',
    search: [
      patient('subject.reference'),
      token('status', 'status'),
      token('code', 'code.coding'),
      token('identifier', 'identifier'),
      date('authored', 'authoredOn'),
    ],
  },
  {
    type: 'DocumentReference',
    interactions: ['c', 'r', 'u', 's'],
    patientPath: 'subject.reference',
    refusal: 'Notes stay in the chart; mark a note entered-in-error instead.',
    search: [
      patient('subject.reference'),
      subject('subject.reference'),
      token('identifier', 'identifier', 'masterIdentifier'),
      token('type', 'type.coding'),
      token('category', 'category.coding'),
      token('status', 'status'),
      date('date', 'date'),
    ],
  },
  { type: 'Binary', interactions: ['c', 'r'], search: [] },
  {
    type: 'CareTeam',
    interactions: read,
    patientPath: 'subject.reference',
    refusal: 'Care teams are kept by the hospital; an application cannot write them.',
    search: [patient('subject.reference'), token('status', 'status')],
  },
]

export function capabilityOf(type: string): ResourceCapability | undefined {
  return capabilities.find((one) => one.type === type)
}

const rest: Record<Interaction, readonly string[]> = {
  c: ['create'],
  r: ['read', 'vread'],
  u: ['update'],
  d: ['delete'],
  s: ['search-type'],
}

/** The CapabilityStatement (FHIR R4), made from the table. `date` is when this hospital started. */
export function capabilityStatement(fhirBase: string, authBase: string, date: string): object {
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date,
    publisher: 'Harbor Hospital',
    kind: 'instance',
    software: { name: 'Harbor Hospital sandbox record system' },
    implementation: { description: 'A sandbox hospital with invented people', url: fhirBase },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json', 'json'],
    rest: [{ mode: 'server', security: security(authBase), resource: capabilities.map(describe) }],
  }
}

function describe({ type, interactions, search }: ResourceCapability): object {
  return {
    type,
    interaction: interactions.flatMap((letter) => rest[letter].map((code) => ({ code }))),
    versioning: 'versioned-update',
    readHistory: true,
    updateCreate: false,
    conditionalCreate: false,
    searchParam: (interactions.includes('s') ? [...commonParameters, ...search] : []).map(
      (one) => ({
        name: one.name,
        type: one.type,
      }),
    ),
  }
}

function security(authBase: string): object {
  const uris = 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris'
  return {
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
        url: uris,
        extension: [
          { url: 'authorize', valueUri: `${authBase}/authorize` },
          { url: 'token', valueUri: `${authBase}/token` },
        ],
      },
    ],
  }
}

/** `.well-known/smart-configuration` (SMART App Launch 2.2), made from the table. */
export function smartConfiguration(authBase: string): object {
  const scopes = capabilities.flatMap(({ type, interactions, patientPath }) => {
    const levels = patientPath === undefined ? ['user', 'system'] : ['patient', 'user', 'system']
    return levels.map((level) => `${level}/${type}.${interactions.join('')}`)
  })
  return {
    issuer: authBase,
    jwks_uri: `${authBase}/jwks`,
    authorization_endpoint: `${authBase}/authorize`,
    token_endpoint: `${authBase}/token`,
    introspection_endpoint: `${authBase}/introspect`,
    revocation_endpoint: `${authBase}/revoke`,
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
    grant_types_supported: ['authorization_code', 'client_credentials'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: ['openid', 'fhirUser', 'profile', 'launch', ...scopes],
    capabilities: [
      'launch-ehr',
      'client-confidential-symmetric',
      'sso-openid-connect',
      'context-banner',
      'context-ehr-patient',
      'context-ehr-encounter',
      'permission-patient',
      'permission-user',
      'permission-v2',
      'authorize-post',
    ],
  }
}
