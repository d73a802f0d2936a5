import { InvalidInput, parseText } from '@careloom/event-sourcing'
import type {
  AssignmentServiceDefinition,
  BoundaryAgreement as WireAgreement,
} from '@careloom/proto/assignments'
import type { Recorded } from '@careloom/proto/common'
import type { Handlers, RecordedOutcome } from '@careloom/rpc'
import { modalities } from '@careloom/terminology'
import type { Offers } from '../../app/offers/offers.ts'
import type { BoundaryAgreement } from '../../domain/assignment.ts'
import { parsePeerWorkerId, parseReferralId } from '../../domain/ids.ts'

type Seen = (outcome: Promise<RecordedOutcome>) => Promise<Recorded>

const referralOf = (request: { referralId: string }) => parseReferralId(request.referralId)
const peerOf = (request: { peerWorkerId: string }) => parsePeerWorkerId(request.peerWorkerId)

/** What person, peer and coordinator say to each other until somebody is matched. */
export function offerMethods(
  offers: Offers,
  seen: Seen,
): Pick<
  Handlers<AssignmentServiceDefinition>,
  | 'sendOffers'
  | 'placeOnWaitlist'
  | 'choosePeer'
  | 'askForSomeoneElse'
  | 'takeSomeoneElseBack'
  | 'declineOffers'
  | 'acceptOffer'
  | 'declineOffer'
> {
  return {
    sendOffers: (request, { metadata }) =>
      seen(
        offers.send(referralOf(request), request.peerWorkerIds.map(parsePeerWorkerId), metadata),
      ),
    placeOnWaitlist: (request, { metadata }) =>
      seen(offers.waitlist(referralOf(request), metadata)),
    choosePeer: (request, { metadata }) =>
      seen(offers.choose(referralOf(request), peerOf(request), metadata)),
    askForSomeoneElse: (request, { metadata }) =>
      seen(offers.askForSomeoneElse(referralOf(request), metadata)),
    takeSomeoneElseBack: (request, { metadata }) =>
      seen(offers.takeSomeoneElseBack(referralOf(request), metadata)),
    declineOffers: (request, { metadata }) => seen(offers.decline(referralOf(request), metadata)),
    acceptOffer: (request, { metadata }) => {
      const agreement = parseAgreement(request.boundaryAgreement)
      return seen(offers.acceptAsPeer(referralOf(request), peerOf(request), agreement, metadata))
    },
    declineOffer: (request, { metadata }) =>
      seen(offers.declineAsPeer(referralOf(request), peerOf(request), metadata)),
  }
}

/** The agreement that a peer accepts under; the person agreed to the same text by choosing. */
const boundaryTextVersion = 'boundaries-2026-1'

function parseAgreement(agreement: WireAgreement | undefined): BoundaryAgreement {
  if (agreement === undefined) throw new InvalidInput('boundaryAgreement', 'is required')
  const channels = modalities.filter((each) => agreement.channels.includes(each))
  if (channels.length === 0)
    throw new InvalidInput(
      'boundaryAgreement.channels',
      `must name one or more of ${modalities.join(', ')}`,
    )
  const contactHours = parseText('boundaryAgreement.contactHours', agreement.contactHours, 200)
  return {
    textVersion: boundaryTextVersion,
    channels,
    contactHours,
    agreedByPerson: true,
    agreedByPeer: true,
  }
}
