import {
  onEach,
  projectionOfSome,
  type AnyEvent,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import { isResourceType, type Resource, type ResourceType } from '../../domain/resource.ts'
import { personTerm } from '../../domain/search/terms.ts'
import { earlierOf } from '../../domain/versions.ts'
import type { AnyMade } from '../resources/module.ts'
import { madeOfEvents, resources } from '../resources/table.ts'
import type { FhirRow } from '../row.ts'
import { searchTerms } from '../search/parameters.ts'

/** Versions kept for vread. */
const maxEarlier = 50

const eventTypes = [...new Set(madeOfEvents.flatMap(({ on }) => Object.keys(on)))]

/** The resources of every type, as their modules make them. */
export const fhirResources = projectionOfSome<AnyEvent, FhirRow>({
  name: 'fhir-resources',
  version: 10,
  key: (data, event) =>
    madeOfEvents.flatMap(({ type, on }) => {
      const step = on[event.type]
      return step === undefined ? [] : [`${type}/${step.of(data)}`]
    }),
  person: ({ person }) => person,
  on: onEach(eventTypes, folded),
  indexes: {
    /** `Type parameter=value`: where most searches begin. */
    terms: ({ type, resource }) => searchTerms(type, resource),
    type: ({ type }) => [type],
    updated: ({ type, resource }) => [`${type} ${resource.meta?.lastUpdated ?? ''}`],
    person: ({ type, person }) =>
      person === undefined || type === 'Patient' ? [] : [personTerm(type, person)],
  },
})

function folded(
  row: FhirRow | undefined,
  data: unknown,
  event: ReceivedEvent<AnyEvent>,
  key: string,
): FhirRow | undefined {
  const [type, id = ''] = key.split('/')
  const module = isResourceType(type) ? resources[type] : undefined
  if (module === undefined || !('on' in module)) return undefined
  const step = module.on[event.type]
  const facts = row === undefined ? step?.first?.(data) : step?.change?.(row.facts, data)
  const made = facts === undefined ? undefined : module.toFhir(facts)
  return made && rowOf(module, id, facts, made, row, event)
}

function rowOf(
  module: AnyMade<ResourceType>,
  id: string,
  facts: unknown,
  made: Resource,
  before: FhirRow | undefined,
  event: ReceivedEvent<AnyEvent>,
): FhirRow {
  const versionId = String(
    Math.max(event.revision, Number(before?.resource.meta?.versionId ?? 0) + 1),
  )
  const meta = { versionId, lastUpdated: event.time, ...made.meta }
  const resource = { ...made, id, meta }
  const earlier =
    before === undefined
      ? []
      : [...before.earlier, earlierOf(before.resource, resource)].slice(-maxEarlier)
  const { type, class: recordClass } = module
  const { part2 = false, ...about } = module.about(facts)
  return { type, id, facts, resource, earlier, class: recordClass, part2, ...about }
}
