import { personTopic } from '@careloom/proto/people'
import { fromPatient } from '../../domain/maps/patient.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import { conditionOf, isSame } from './conditional-create.ts'
import { organizationOf, seen, type Body, type Created, type WriteNeeds } from './write.ts'

/** The person is claimed by the identifier that the condition names, so that any number of requests make one. */
export async function createPatient(
  body: Body,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<Created> {
  const organizationId = organizationOf(interaction)
  const { details, identifiers } = fromPatient(body, needs.base)
  const condition = conditionOf(interaction.ifNoneExist, 'Patient', identifiers)
  const ordered =
    condition === undefined
      ? identifiers
      : [condition, ...identifiers.filter((each) => !isSame(each, condition))]
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
    { personId, organizationId, details, identifiers: ordered },
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
  if (condition === undefined)
    throw new FhirProblem(409, [
      error(
        'duplicate',
        `Somebody with one of these identifiers is known already: Patient/${made.personId}.`,
        'Patient.identifier',
      ),
    ])
  return { id: made.personId, isNew: false }
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
