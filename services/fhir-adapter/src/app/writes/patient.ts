import { personTopic } from '@careloom/proto/people'
import { fromPatient } from '../../domain/maps/patient.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import { conditionOf } from './conditional-create.ts'
import { organizationOf, seen, type Body, type Created, type WriteNeeds } from './write.ts'

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
  const condition = conditionOf(interaction.ifNoneExist, 'Patient', identifiers)
  const holder = async () =>
    condition === undefined
      ? undefined
      : needs.services.holderOf(condition, organizationId, interaction.metadata)
  const found = await holder()
  if (found !== undefined) return known(found, interaction, needs)
  const personId = needs.newId()
  const allowed = await needs.guard.judge({
    actor: interaction.actor,
    action: 'create',
    class: 'demographics',
    person: personId,
  })
  if (!allowed.allowed)
    throw new FhirProblem(403, [
      error('forbidden', 'People are registered by the organizations that refer them.'),
    ])
  const made = await needs.services.registerPerson(
    { personId, organizationId, details, identifiers },
    interaction.metadata,
  )
  await seen(made.written, personTopic, needs)
  if (made.created) {
    const { actor, requestId } = interaction
    await needs.guard.audit(actor, allowed, {
      action: 'create',
      class: 'demographics',
      person: made.personId,
      resource: 'Patient',
      requestId,
    })
    return { id: made.personId, isNew: true }
  }
  await mayMention(made.personId, interaction, needs)
  if ((await holder()) === made.personId) return { id: made.personId, isNew: false }
  throw new FhirProblem(409, [
    error(
      'duplicate',
      `Somebody with one of these identifiers is known already: Patient/${made.personId}.`,
      'Patient.identifier',
    ),
  ])
}

/** Whoever the condition finds is answered as they are: what else was sent of them is not looked at (FHIR R4 3.1.0.8.1). */
async function known(
  personId: string,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<Created> {
  await mayMention(personId, interaction, needs)
  return { id: personId, isNew: false }
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
