import type { ReferralView } from '@careloom/proto/referrals'
import { ifFound } from '@careloom/rpc'
import type { WebApiHandlers } from '@careloom/web-api'
import { HttpProblem } from '../../http/problem.ts'
import {
  peersById,
  personIdOf,
  programsById,
  recordOf,
  see,
  titleOf,
  type Context,
} from '../context.ts'
import { modalitiesOf, reasonsOf } from '../reasons.ts'

export const choiceHandlers: Pick<
  WebApiHandlers<Context>,
  'listChoices' | 'answerChoice' | 'takeAnswerBack'
> = {
  async listChoices(_request, context) {
    const personId = personIdOf(context)
    const { people, assignments } = context.services
    const [person, { choices }, programs] = await Promise.all([
      people.getPerson({ personId, afterPosition: 0 }, context.call()),
      assignments.listChoices({ personId }, context.call()),
      programsById(context),
    ])
    await see(context, 'matching', { person: personId }, 'Choices')
    const peers = await peersById(
      context,
      choices.flatMap((choice) => choice.peers.map(({ peerWorkerId }) => peerWorkerId)),
    )
    return {
      givenName: person.details?.givenName ?? 'You',
      choices: choices.map((choice) => ({
        referralId: choice.referralId,
        programName: programs.get(choice.programId)?.name ?? 'Peer support',
        organizationName: programs.get(choice.programId)?.organizationName ?? '',
        answerBy: choice.answerBy ?? null,
        profiles: choice.peers.slice(0, 3).map(({ peerWorkerId, inCommon, when, whenEs }) => {
          const peer = peers.get(peerWorkerId)
          const details = peer?.details
          return {
            peerWorkerId,
            name: details?.displayName ?? 'A peer',
            title: peer === undefined ? 'Peer specialist' : titleOf(peer, context),
            says: details?.introduction ?? null,
            inCommon: reasonsOf(inCommon),
            when: (context.language === 'es' ? whenEs : when) ?? null,
            modalities: modalitiesOf(details?.modalities ?? []),
          }
        }),
      })),
    }
  },

  async answerChoice({ params, body }, context) {
    const { referralId } = await ownReferral(params.referralId, context)
    const { assignments } = context.services
    if ('choose' in body)
      await assignments.choosePeer({ referralId, peerWorkerId: body.choose }, context.call())
    else if (body.answer === 'someone-else')
      await assignments.askForSomeoneElse({ referralId }, context.call())
    else await assignments.declineOffers({ referralId }, context.call())
    return {}
  },

  async takeAnswerBack({ params }, context) {
    await takeBack(await ownReferral(params.referralId, context), context)
    return {}
  },
}

async function takeBack({ referralId, status }: ReferralView, context: Context): Promise<void> {
  const { referrals, assignments } = context.services
  if (status === 'declined')
    await referrals.reopenReferral({ referralId, reopenedBy: 'person' }, context.call())
  else await assignments.takeSomeoneElseBack({ referralId }, context.call())
}

async function ownReferral(referralId: string, context: Context) {
  const referral = await ifFound(
    context.services.referrals.getReferral({ referralId, afterPosition: 0 }, context.call()),
  )
  if (referral?.personId !== personIdOf(context)) throw new HttpProblem(404, 'not-found')
  await see(context, 'matching', recordOf(referral), `Choice ${referralId}`, 'update')
  return referral
}
