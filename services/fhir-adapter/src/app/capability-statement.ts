import { resourceTypes, type ResourceType } from '../domain/resource.ts'
import type { ParameterType } from '../domain/search/parameter.ts'
import { resources } from './resources/table.ts'

/** What is served, made from the tables that serve it. */
export function capabilityStatement(base: string, issuer: string): object {
  const endpoint = `${issuer}/protocol/openid-connect`
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
  const { create, update, conditionalCreate, profile, search, includes } = resources[type]
  const isUpdated = update !== undefined
  const codes = [
    'read',
    'vread',
    'history-instance',
    'search-type',
    ...(create === undefined ? [] : ['create']),
    ...(isUpdated ? ['update'] : []),
  ]
  return {
    type,
    ...(profile === undefined ? {} : { supportedProfile: [profile] }),
    interaction: codes.map((code) => ({ code })),
    versioning: isUpdated ? 'versioned-update' : 'versioned',
    readHistory: true,
    updateCreate: false,
    conditionalRead: 'full-support',
    conditionalCreate: conditionalCreate === true,
    conditionalUpdate: false,
    ...(includes === undefined ? {} : { searchInclude: includes }),
    searchParam: [
      ...search.map(({ name, type: kind }) => ({ name, type: stated(kind) })),
      { name: '_id', type: 'token' },
      { name: '_lastUpdated', type: 'date' },
    ],
  }
}

const stated = (type: ParameterType) => (type === 'canonical' ? 'reference' : type)
