import type { RouteResponse, WebApiHandlers } from '@careloom/web-api'
import { peerIdOf, programsById, type Context } from '../context.ts'
import { reasonsOf } from '../reasons.ts'

type Handlers = Pick<WebApiHandlers<Context>, 'listOffers' | 'acceptOffer' | 'declineOffer'>
type Offer = RouteResponse<'listOffers'>['offers'][number]

export const offerHandlers: Handlers = {
  listOffers: async (_request, context) => ({ offers: await offersOf(context) }),

  async acceptOffer({ params, body }, context) {
    const { contactHours, channels } = body.boundaryAgreement
    const { referralId } = params
    await context.services.assignments.acceptOffer(
      {
        referralId,
        peerWorkerId: peerIdOf(context),
        boundaryAgreement: { contactHours, channels },
      },
      context.call(),
    )
    return { assignmentId: await startedAssignment(referralId, context) }
  },

  async declineOffer({ params }, context) {
    await context.services.assignments.declineOffer(
      { referralId: params.referralId, peerWorkerId: peerIdOf(context) },
      context.call(),
    )
    return {}
  },
}

/** Says nothing that names the person before the peer has said yes: no words of theirs, in which a name may stand. */
export async function offersOf(context: Context): Promise<Offer[]> {
  const [{ offers }, programs] = await Promise.all([
    context.services.assignments.listOffers({ peerWorkerId: peerIdOf(context) }, context.call()),
    programsById(context),
  ])
  return offers.map((offer) => ({
    referralId: offer.referralId,
    programName: programs.get(offer.programId)?.name ?? 'Peer support',
    organizationName: programs.get(offer.programId)?.organizationName ?? '',
    reasons: reasonsOf(offer.reasons),
    sharedExperiences: offer.sharedExperiences,
    preferredLanguage: offer.preferredLanguage ?? null,
    answerBy: offer.answerBy,
  }))
}

const startsWithinMs = 2_000

/** The start is a short chain of commands; usually it is done before the answer leaves. Null: it is still going on. */
async function startedAssignment(referralId: string, context: Context): Promise<string | null> {
  const until = Date.now() + startsWithinMs
  while (Date.now() < until) {
    const { assignments } = await context.services.assignments.listAssignments(
      { peerWorkerId: peerIdOf(context) },
      context.call(),
    )
    const started = assignments.find((each) => each.referralId === referralId)
    if (started !== undefined) return started.assignmentId
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return null
}
