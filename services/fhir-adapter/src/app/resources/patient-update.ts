import type { CallMetadata } from '@careloom/event-sourcing'
import { personTopic } from '@careloom/proto/people'
import { fromPatient } from '../../domain/maps/from-patient.ts'
import type { Identifier, PersonFacts } from '../../domain/maps/patient.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import { isSame } from './conditional-create.ts'
import { requiredVersion, seen, type Body, type RowOf, type WriteNeeds } from './write.ts'

/**
 * What a hospital adds is linked; what it leaves out may be another authority's, and stays. Several commands of the
 * people service, and yet whole or not at all: identifiers come first, and are given back when a later step is refused.
 */
export async function updatePatient(
  body: Body,
  row: RowOf<PersonFacts>,
  { ifMatch, metadata }: Pick<Interaction, 'ifMatch' | 'metadata'>,
  needs: WriteNeeds,
): Promise<void> {
  const { details, identifiers } = fromPatient(body, needs.base)
  const version = requiredVersion({ ifMatch }, row)
  const known = row.facts.identifiers
  const added = identifiers.filter((each) => !known.some((other) => isSame(each, other)))
  await needFree(added, row, metadata, needs)
  const linked: Identifier[] = []
  try {
    for (const identifier of added) {
      const recorded = await needs.services.linkIdentifier(
        row.id,
        identifier,
        step(metadata, `link-${linked.length}`),
      )
      if (recorded.position > 0) linked.push(identifier)
      await seen(recorded, personTopic, needs)
    }
    const changed = await needs.services.changePerson(
      row.id,
      details,
      version + linked.length,
      metadata,
    )
    await seen(changed, personTopic, needs)
  } catch (refused) {
    await giveBack(linked, row.id, metadata, needs)
    throw refused
  }
}

const step = (metadata: CallMetadata, name: string): CallMetadata => ({
  ...metadata,
  causationId: `${metadata.causationId}:${name}`,
})

/** Whose it is, is not told. */
async function needFree(
  identifiers: readonly Identifier[],
  { id, facts }: RowOf<PersonFacts>,
  metadata: CallMetadata,
  { services }: WriteNeeds,
): Promise<void> {
  const holders = await Promise.all(
    identifiers.map((each) => services.holderOf(each, facts.organizationId, metadata)),
  )
  if (holders.some((holder) => holder !== undefined && holder !== id))
    throw new FhirProblem(409, [error('duplicate', 'identifier-taken', 'Patient.identifier')])
}

async function giveBack(
  identifiers: readonly Identifier[],
  personId: string,
  metadata: CallMetadata,
  needs: WriteNeeds,
): Promise<void> {
  for (const [i, identifier] of identifiers.entries())
    await seen(
      await needs.services.unlinkIdentifier(personId, identifier, step(metadata, `unlink-${i}`)),
      personTopic,
      needs,
    )
}
