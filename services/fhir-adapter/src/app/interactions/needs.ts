import type { Guard } from '@careloom/access'
import type { ReadModel } from '@careloom/event-sourcing'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { ResourceType } from '../../domain/resource.ts'
import type { Configured } from '../configured.ts'
import type { Interaction } from '../interaction.ts'
import type { FhirRow } from '../projections/fhir-resources.ts'
import { allows, type Letter } from '../scopes.ts'
import type { Writer } from '../writes/writer.ts'

export type InteractNeeds = {
  readonly rows: ReadModel<FhirRow>
  readonly guard: Guard
  readonly writer: Writer
  readonly configured: (interaction: Interaction) => Promise<Configured>
  /** The public base, without a slash at its end. */
  readonly base: string
  readonly onError: (error: unknown) => void
}

/** @throws FhirProblem 403 */
export function needScope({ actor }: Interaction, type: ResourceType, letter: Letter): void {
  if (!allows(actor.scopes, type, letter))
    throw new FhirProblem(403, [
      error('forbidden', `The token has no scope for this: ${type}.${letter} is needed.`),
    ])
}
