import type { ReferralView } from '@careloom/proto/referrals'
import type { WebApiHandlers } from '@careloom/web-api'
import { HttpProblem } from '../../http/problem.ts'
import { organizationsOf, recordOf, see, type Context } from '../context.ts'
import { requestDetail } from './detail.ts'
import { queueOf } from './queue.ts'
import { statusOf } from '../progress.ts'

type Handlers = Pick<
  WebApiHandlers<Context>,
  | 'getQueue'
  | 'getCoordinatorReferral'
  | 'sendOffers'
  | 'rejectReferral'
  | 'waitlistReferral'
  | 'requestInformation'
  | 'endReferral'
  | 'confirmCancellation'
  | 'reopenReferral'
>

export const coordinatorHandlers: Handlers = {
  getQueue: (_request, context) => queueOf(context),

  async getCoordinatorReferral({ params }, context) {
    const referral = await oneReferral(context, params.referralId)
    return requestDetail(referral, context)
  },

  async sendOffers({ params, body }, context) {
    const referral = await oneReferral(context, params.referralId)
    await see(context, 'matching', recordOf(referral), `Referral/${referral.referralId}`, 'update')
    await context.services.assignments.sendOffers(
      { referralId: referral.referralId, peerWorkerIds: body.peerWorkerIds },
      context.call(),
    )
    return { status: 'accepted' }
  },

  async rejectReferral({ params, body }, context) {
    const { referralId } = await oneReferral(context, params.referralId)
    return after(
      referralId,
      await context.services.referrals.rejectReferral(
        { referralId, reasonCode: body.reason },
        context.call(),
      ),
      context,
    )
  },

  async endReferral({ params, body }, context) {
    const { referralId } = await oneReferral(context, params.referralId)
    return after(
      referralId,
      await context.services.referrals.endReferral(
        { referralId, reasonCode: body.reason },
        context.call(),
      ),
      context,
    )
  },

  async confirmCancellation({ params }, context) {
    const { referralId } = await oneReferral(context, params.referralId)
    return after(
      referralId,
      await context.services.referrals.confirmCancellation({ referralId }, context.call()),
      context,
    )
  },

  async reopenReferral({ params }, context) {
    const { referralId } = await oneReferral(context, params.referralId)
    return after(
      referralId,
      await context.services.referrals.reopenReferral(
        { referralId, reopenedBy: 'programme' },
        context.call(),
      ),
      context,
    )
  },

  async waitlistReferral({ params }, context) {
    const { referralId } = await oneReferral(context, params.referralId)
    await context.services.referrals.acceptReferral({ referralId }, context.call('accept'))
    await context.services.assignments.placeOnWaitlist({ referralId }, context.call('waitlist'))
    return { status: 'waitlisted' }
  },

  async requestInformation({ params, body }, context) {
    const { referralId } = await oneReferral(context, params.referralId)
    return after(
      referralId,
      await context.services.referrals.askForInformation(
        { referralId, question: body.question },
        context.call(),
      ),
      context,
    )
  },
}

async function after(referralId: string, { position }: { position: number }, context: Context) {
  return {
    status: statusOf(
      await context.services.referrals.getReferral(
        { referralId, afterPosition: position },
        context.call(),
      ),
    ),
  }
}

async function oneReferral(context: Context, referralId: string): Promise<ReferralView> {
  const referral = await context.services.referrals.getReferral(
    { referralId, afterPosition: 0 },
    context.call(),
  )
  if (!organizationsOf(context).includes(referral.organizationId))
    throw new HttpProblem(404, 'not-found')
  await see(context, 'referral', recordOf(referral), `Referral/${referralId}`)
  return referral
}
