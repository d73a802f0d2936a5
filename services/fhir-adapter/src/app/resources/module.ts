import type { RecordClass } from '@careloom/access'
import type { AnyEvent, DataOf, Topic } from '@careloom/event-sourcing'
import type { Instrument } from '../../domain/maps/outcome-measures.ts'
import type { ProgramFacts } from '../../domain/maps/directory.ts'
import type { ResourceOf, ResourceType } from '../../domain/resource.ts'
import type { Parameter } from '../../domain/search/parameter.ts'
import type { About, FhirRow } from '../row.ts'
import type { Body, Create, RowOf, WriteNeeds } from './write.ts'
import type { Interaction } from '../interaction.ts'

/** What one event does to a resource: which one it is about, and what it makes of its facts. */
export type Step<Facts, Data> = {
  /** The id of the resource. */
  of(data: Data): string
  /** Makes the resource; undefined where there is nothing to show. */
  first?(data: Data): Facts | undefined
  /** Changes it; undefined leaves it as it is. */
  change?(before: Facts, data: Data): Facts | undefined
}

/** What a type is whatever it is made of: how access decides, how it is found, what of it may be written. */
type Served<Type extends ResourceType, Facts> = {
  readonly type: Type
  readonly class: RecordClass
  /** The profile that each resource says it keeps to. */
  readonly profile?: string
  readonly search: readonly Parameter<ResourceOf<Type>>[]
  /** What `_include` can follow. */
  readonly includes?: readonly string[]
  readonly create?: Create
  /** Takes `If-None-Exist: identifier=system|value`. */
  readonly conditionalCreate?: boolean
  update?(body: Body, row: RowOf<Facts>, interaction: Interaction, needs: WriteNeeds): Promise<void>
}

/**
 * A type whose resources are made from what a service publishes: each from the events of one topic and one stream only,
 * because between topics there is no order, and its versions follow the stream.
 */
export type Made<Type extends ResourceType, E extends AnyEvent, Facts> = Served<Type, Facts> & {
  readonly topic: Topic<E>
  readonly on: { readonly [Name in E['type']]?: Step<Facts, DataOf<E, Name>> }
  about(facts: Facts): About
  /** Undefined when there is nothing to show. */
  toFhir(facts: Facts): ResourceOf<Type> | undefined
}

/** What a configured type follows from. */
export type Configuration = {
  readonly programs: readonly ProgramFacts[]
  readonly instruments: readonly Instrument[]
  /** Names by id. */
  readonly organizations: ReadonlyMap<string, string>
}

/** A type whose resources all follow from configuration; nobody writes them. */
export type Configured<Type extends ResourceType> = Served<Type, unknown> & {
  configured(configuration: Configuration): readonly ResourceOf<Type>[]
}

/** A module as everybody else sees it: its facts are its own business. */
export type AnyMade<Type extends ResourceType> = Served<Type, unknown> & {
  readonly topic: string
  readonly on: Readonly<Partial<Record<string, Step<unknown, unknown>>>>
  about(facts: unknown): About
  toFhir(facts: unknown): ResourceOf<Type> | undefined
}
export type Module<Type extends ResourceType> = AnyMade<Type> | Configured<Type>

export function made<Type extends ResourceType, E extends AnyEvent, Facts>(
  module: Made<Type, E, Facts>,
): Made<Type, E, Facts> {
  return module
}

/** The facts of a row, if it is one of the type. */
export function factsOf<Type extends ResourceType, E extends AnyEvent, Facts>(
  { type }: Made<Type, E, Facts>,
  row: FhirRow | undefined,
): Facts | undefined {
  // A row of a type holds what its module made of it; no type can say so of a row that was stored.
  // oxlint-disable-next-line typescript/consistent-type-assertions
  return row?.type === type ? (row.facts as Facts) : undefined
}
