import { resourceTypes, usCore, type ResourceType } from '../domain/resource.ts'
import type { ParameterType } from '../domain/search/parameter.ts'
import { includes, searchParameters } from '../domain/search/parameters.ts'
import type { Writer } from './writes/writer.ts'

/** The profile that each resource of a type says it keeps to. */
const profiles: Partial<Record<ResourceType, string>> = {
  Patient: usCore('patient'),
  Practitioner: usCore('practitioner'),
  PractitionerRole: usCore('practitionerrole'),
  Organization: usCore('organization'),
  CareTeam: usCore('careteam'),
  CarePlan: usCore('careplan'),
  Goal: usCore('goal'),
  Encounter: usCore('encounter'),
  ServiceRequest: usCore('servicerequest'),
  Observation: usCore('observation-screening-assessment'),
  Task: 'http://hl7.org/fhir/us/sdoh-clinicalcare/StructureDefinition/SDOHCC-TaskForReferralManagement',
  Consent: 'https://profiles.ihe.net/ITI/PCF/StructureDefinition/IHE.PCF.consentIntermediate',
}

/** What is served, made from the tables that serve it. */
export function capabilityStatement(base: string, writer: Writer): object {
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
        resource: resourceTypes.map((type) => resource(type, writer)),
      },
    ],
  }
}

function resource(type: ResourceType, writer: Writer): object {
  const isUpdated = writer.update[type] !== undefined
  const codes = [
    'read',
    'vread',
    'history-instance',
    'search-type',
    ...(writer.create[type] === undefined ? [] : ['create']),
    ...(isUpdated ? ['update'] : []),
  ]
  const profile = profiles[type]
  return {
    type,
    ...(profile === undefined ? {} : { supportedProfile: [profile] }),
    interaction: codes.map((code) => ({ code })),
    versioning: isUpdated ? 'versioned-update' : 'versioned',
    readHistory: true,
    updateCreate: false,
    conditionalRead: 'full-support',
    conditionalCreate: writer.conditionalCreate.includes(type),
    conditionalUpdate: false,
    ...(includes[type] === undefined ? {} : { searchInclude: includes[type] }),
    searchParam: [
      ...searchParameters[type].map(({ name, type: kind }) => ({ name, type: stated(kind) })),
      { name: '_id', type: 'token' },
      { name: '_lastUpdated', type: 'date' },
    ],
  }
}

const stated = (type: ParameterType) => (type === 'canonical' ? 'reference' : type)
