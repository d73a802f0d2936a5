import { personTopic } from '@careloom/proto/people'
import { Refused } from '@careloom/rpc'
import { fromPatient } from '../../domain/maps/from-patient.ts'
import type { PersonFacts } from '../../domain/maps/patient.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import { requiredVersion, seen, type Body, type RowOf, type WriteNeeds } from './write.ts'

/**
 * One command of the people service: whole or not at all. What a hospital adds is linked; what it leaves out may be another
 * authority's, and stays.
 */
export async function updatePatient(
  body: Body,
  row: RowOf<PersonFacts>,
  { ifMatch, metadata }: Pick<Interaction, 'ifMatch' | 'metadata'>,
  needs: WriteNeeds,
): Promise<void> {
  const change = fromPatient(body, needs.base)
  const version = requiredVersion({ ifMatch }, row)
  const recorded = await needs.services
    .changePerson(row.id, change, version, metadata)
    .catch(notTold)
  await seen(recorded, personTopic, needs)
}

/** Whose an identifier is, is not told. */
function notTold(thrown: unknown): never {
  if (thrown instanceof Refused && thrown.refusal.reason === 'identifier-taken')
    throw new FhirProblem(409, [error('duplicate', 'identifier-taken', 'Patient.identifier')])
  throw thrown
}
