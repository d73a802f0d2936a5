import type { Guard } from '@careloom/access'
import type { ReadModel } from '@careloom/event-sourcing'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { ResourceType } from '../../domain/resource.ts'
import type { Configured } from '../configured.ts'
import type { Interaction } from '../interaction.ts'
import type { WriteNeeds } from '../resources/write.ts'
import type { FhirRow } from '../row.ts'
import { allows, mayHold, type Letter } from '../scopes.ts'

export type InteractNeeds = {
  readonly rows: ReadModel<FhirRow>
  readonly guard: Guard
  readonly writes: WriteNeeds
  readonly configured: (interaction: Interaction) => Promise<Configured>
  /** The public base, without a slash at its end. */
  readonly base: string
  /** Who signs tokens. */
  readonly issuer: string
  readonly onError: (error: unknown) => void
}

/** @throws FhirProblem 403 */
export function needScope({ actor }: Interaction, type: ResourceType, letter: Letter): void {
  if (!allows(actor, type, letter)) throw noScope(`${type}.${letter}`)
}

/** A conditional create searches before it writes, and answers what it finds (SMART App Launch 2.2, scopes). @throws FhirProblem 403 */
export function needScopeToFind({ actor }: Interaction, type: ResourceType): void {
  if (!mayHold(actor, type)) throw noScope(`${type}.s`)
}

const noScope = (needed: string) =>
  new FhirProblem(403, [
    error('forbidden', `The token has no scope for this: ${needed} is needed.`),
  ])
