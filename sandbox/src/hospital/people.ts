import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { capabilityOf } from './fhir/capabilities.ts'
import { isObject, isResource, textAt, valuesAt } from './fhir/resource.ts'
import type { Resource } from './fhir/resource.ts'
import type { FhirStore } from './fhir/store.ts'

/** The authority for this hospital's medical record numbers. */
export const mrnSystem = 'https://harbor-hospital.example/mrn'

/**
 * Loads every FHIR Bundle of a folder, as far as this hospital keeps its types; answers how many patients were new.
 * A bundle whose patient is known already is left out, so that a second start changes nothing. Patients without a
 * record number of this hospital are given one.
 */
export function loadPeople(store: FhirStore, folder: string): number {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return files.sort().reduce((sum, name) => sum + loadBundle(store, join(folder, name)), 0)
}

function loadBundle(store: FhirStore, file: string): number {
  const text = readFileSync(file, 'utf8')
  const bundle: unknown = JSON.parse(text)
  const resources = valuesAt(bundle, 'entry.resource').filter(isResource).filter(isKept)
  const fresh = resources.filter(
    ({ resourceType, id = '' }) => store.read(resourceType, id) === undefined,
  )
  const patients = resources.filter(({ resourceType }) => resourceType === 'Patient')
  const known = patients.some((patient) => !fresh.includes(patient))
  if (known) return 0

  const addresses = addressesIn(bundle)
  for (const resource of fresh)
    store.create(complete(withAddresses(resource, addresses)), resource.id)
  return patients.length
}

function isKept({ resourceType, id }: Resource): boolean {
  return capabilityOf(resourceType) !== undefined && typeof id === 'string'
}

/** Bundles of other makers refer to their entries by `urn:uuid:` (FHIR R4 Bundle.entry.fullUrl). */
function addressesIn(bundle: unknown): Map<string, string> {
  return new Map(
    valuesAt(bundle, 'entry').flatMap((entry): [string, string][] => {
      const url = textAt(entry, 'fullUrl')
      const [type, id] = [textAt(entry, 'resource.resourceType'), textAt(entry, 'resource.id')]
      return url === undefined || type === undefined || id === undefined
        ? []
        : [[url, `${type}/${id}`]]
    }),
  )
}

function withAddresses(resource: Resource, addresses: Map<string, string>): Resource {
  const replaced: unknown = JSON.parse(JSON.stringify(resource), (_name, value: unknown) =>
    typeof value === 'string' ? (addresses.get(value) ?? value) : value,
  )
  return isResource(replaced) ? replaced : resource
}

function complete(resource: Resource): Resource {
  if (resource.resourceType !== 'Patient' || mrnOf(resource) !== undefined) return resource
  const value = `HH-${(resource.id ?? '').replaceAll('-', '').slice(0, 8).toUpperCase()}`
  return {
    ...resource,
    identifier: [...valuesAt(resource, 'identifier'), { system: mrnSystem, value }],
  }
}

/** The medical record number of a patient at this hospital. */
export function mrnOf(patient: Resource): string | undefined {
  const own = valuesAt(patient, 'identifier').find(
    (one) => isObject(one) && one['system'] === mrnSystem,
  )
  return textAt(own, 'value')
}
