import type { WebApiHandlers } from '@careloom/web-api'
import type { Context } from '../context.ts'
import { ownAssignment } from './own.ts'

export const encounterHandlers: Pick<WebApiHandlers<Context>, 'recordEncounter'> = {
  async recordEncounter({ params, body, idempotencyKey }, context) {
    const assignment = await ownAssignment(params.assignmentId, context)
    await context.services.carePlans.recordEncounter(
      {
        encounterId: idempotencyKey,
        assignmentId: assignment.assignmentId,
        occurredAt: body.occurredAt,
        modality: body.modality,
        // Nothing took place: there is nothing to count or to name.
        minutes: body.noShow === true ? 0 : body.minutes,
        kinds: body.noShow === true ? [] : body.kinds,
        personsIdea: body.personsIdea,
        nextStep: body.nextStep,
        nextStepOwner: body.nextStepOwner,
        shareWithEhr: body.shareWithEhr,
        noShow: body.noShow ?? false,
        meetingId: body.meetingId,
      },
      context.call(),
    )
    return { encounterId: idempotencyKey }
  },
}
