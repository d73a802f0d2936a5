import { personTopic } from '@careloom/proto/people'
import { Refused } from '@careloom/rpc'
import { fromPatient } from '../../domain/maps/from-patient.ts'
import type { Identifier } from '../../domain/maps/patient.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import { between } from '../../domain/search/elements.ts'
import { termOf } from '../../domain/search/terms.ts'
import type { Interaction } from '../interaction.ts'
import type { Services } from '../ports.ts'
import { conditionOf } from './conditional-create.ts'
import { organizationOf, seen, type Body, type Created, type WriteNeeds } from './write.ts'

type NewPerson = Parameters<Services['registerPerson']>[0]

/**
 * An organization's numbers are its own: nobody of another one is found or taken by them. All identifiers are claimed or
 * none, so that any number of requests make one person, in whatever order they name them.
 */
export async function createPatient(
  body: Body,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<Created> {
  const organizationId = organizationOf(interaction)
  const { details, identifiers } = fromPatient(body, needs.base)
  const condition = conditionOf(interaction.ifNoneExist, 'Patient', identifiers, needs.base)
  const person = { personId: needs.newId(), organizationId, details, identifiers }
  await mayRegister(person.personId, interaction, needs)
  const { personId, created, recorded } = await register(person, condition, interaction, needs)
  await seen(recorded, personTopic, needs)
  if (created) return { id: personId, isNew: true }
  await mayMention(personId, interaction, needs)
  if (condition !== undefined && (await bears(personId, condition, needs)))
    return { id: personId, isNew: false }
  throw new FhirProblem(409, [
    error(
      'duplicate',
      `Somebody with one of these identifiers is known already: Patient/${personId}.`,
      'Patient.identifier',
    ),
  ])
}

/**
 * In the audit trail before anybody is registered: a crash in between leaves the entry of somebody who never was, and never
 * a person without an entry.
 */
async function mayRegister(
  person: string,
  { actor, requestId }: Interaction,
  { guard }: WriteNeeds,
): Promise<void> {
  const { allowed } = await guard.check({
    actor,
    action: 'create',
    class: 'demographics',
    person,
    resource: 'Patient',
    requestId,
  })
  if (!allowed)
    throw new FhirProblem(403, [
      error('forbidden', 'People are registered by the organizations that refer them.'),
    ])
}

/** Whoever the condition finds is answered as they are: what else was sent of them is not looked at (FHIR R4 3.1.0.8.1). */
async function register(
  person: NewPerson,
  condition: Identifier | undefined,
  { metadata }: Interaction,
  { services }: WriteNeeds,
): ReturnType<Services['registerPerson']> {
  try {
    return await services.registerPerson(person, metadata)
  } catch (thrown) {
    const several =
      thrown instanceof Refused && thrown.refusal.reason === 'identifiers-of-several-people'
    const found =
      several && condition !== undefined
        ? await services.holderOf(condition, person.organizationId, metadata)
        : undefined
    if (condition === undefined || found === undefined) throw thrown
    return services.registerPerson({ ...person, identifiers: [condition] }, metadata)
  }
}

/** Whether a person who has been seen has this identifier. */
async function bears(
  personId: string,
  { system, value }: Identifier,
  { rows }: WriteNeeds,
): Promise<boolean> {
  const term = termOf('Patient', 'identifier', `${value}${between}${system}`)
  const found = await rows.find({ index: 'terms', from: term, to: term, limit: 50 })
  return found.some(({ row }) => row.id === personId)
}

/** Whoever may not see the person learns only that the identifier is taken. */
async function mayMention(
  personId: string,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<void> {
  const { actor, requestId } = interaction
  const { allowed } = await needs.guard.check({
    actor,
    action: 'read',
    class: 'demographics',
    person: personId,
    resource: 'Patient',
    requestId,
  })
  if (!allowed)
    throw new FhirProblem(409, [
      error('duplicate', 'One of these identifiers is taken.', 'Patient.identifier'),
    ])
}
