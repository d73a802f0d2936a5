import type { RecordClass } from '@careloom/access'
import type { ResourceType, Stored } from '../domain/resource.ts'
import { versions, type Earlier } from '../domain/versions.ts'

/** What access decides by; it is not part of the resource. */
export type About = {
  /** The person whose record it is part of. */
  readonly person?: string | undefined
  /** Whose record it is part of. */
  readonly organization?: string | undefined
  readonly part2?: boolean
  /** Who else is a side of it: who referred, who may tell and who may know. */
  readonly parties?: readonly string[] | undefined
}

/** One resource as FHIR serves it, with the facts it was made from and its earlier versions. Keys are `Type/id`. */
export type FhirRow = {
  readonly type: ResourceType
  readonly id: string
  /** The business of the type's own module. */
  readonly facts: unknown
  readonly resource: Stored
  /** Oldest first. */
  readonly earlier: readonly Earlier[]
  readonly class: RecordClass
  readonly person?: string | undefined
  readonly organization?: string | undefined
  readonly part2: boolean
  readonly parties?: readonly string[] | undefined
}

export const recordOf = ({
  class: recordClass,
  person,
  organization,
  part2,
  parties,
}: FhirRow) => ({
  class: recordClass,
  person,
  organization,
  part2,
  parties,
})

/** All versions that are kept, newest first. */
export const versionsOf = ({ resource, earlier }: FhirRow): readonly Stored[] =>
  versions(resource, earlier)
