import { describe, it } from '@jest/globals'
import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import type {
  AssignmentId,
  OfferId,
  OrganizationId,
  PeerOfferId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
} from './ids.ts'
import { matchingCaseDecider } from './matching-case.ts'
import type { MatchingCaseCommand, MatchingCaseEvent } from './matching-case-events.ts'

type CommandData<Type extends MatchingCaseCommand['type']> = Extract<
  MatchingCaseCommand,
  { type: Type }
>['data']

const given = specFor(matchingCaseDecider)
const referralId = 'referral-1' as ReferralId
const personId = 'person-1' as PersonId
const programId = 'program-1' as ProgramId
const alex = 'peer-alex' as PeerWorkerId
const priya = 'peer-priya' as PeerWorkerId
const sam = 'peer-sam' as PeerWorkerId
const offerId = 'offer-1' as OfferId
const peerOfferId = 'peer-offer-1' as PeerOfferId
const assignmentId = 'assignment-1' as AssignmentId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const wednesday = '2026-03-04T09:00:00.000Z' as Instant
const thursday = '2026-03-05T09:00:00.000Z' as Instant
const friday = '2026-03-06T09:00:00.000Z' as Instant
const preferences = {
  preferredFacets: ['veteran'],
  wantedSkills: [],
  modalities: ['phone'],
  schedule: [],
  travelsMetres: 0,
} as const

const opening = {
  referralId,
  personId,
  programId,
  organizationId: 'harbor' as OrganizationId,
  part2: true,
  preferences,
  openedAt: monday,
}
const opened: MatchingCaseEvent = { type: 'MatchingCaseOpened', data: opening }
const offer = (
  peerWorkerIds: readonly PeerWorkerId[],
  more: Partial<CommandData<'OfferPeers'>> = {},
): MatchingCaseCommand => ({
  type: 'OfferPeers',
  data: { referralId, offerId, peerWorkerIds, forbidden: [], offeredAt: monday, ...more },
})
const offered: MatchingCaseEvent = {
  type: 'PeersOfferedToPerson',
  data: {
    referralId,
    offerId,
    peerWorkerIds: [alex, priya],
    offeredAt: monday,
    expiresAt: thursday,
  },
}
const choosing = (peerWorkerId: PeerWorkerId, chosenAt = tuesday): MatchingCaseCommand => ({
  type: 'ChoosePeer',
  data: { referralId, offerId, peerWorkerId, peerOfferId, chosenAt },
})
const chosen: MatchingCaseEvent = {
  type: 'PeerChosen',
  data: { referralId, offerId, peerWorkerId: alex, chosenAt: tuesday },
}
const asked: MatchingCaseEvent = {
  type: 'PeerAsked',
  data: { referralId, peerOfferId, peerWorkerId: alex, offeredAt: tuesday, expiresAt: thursday },
}
const boundaryAgreement = {
  textVersion: 'boundaries-2026-01',
  channels: ['phone'],
  contactHours: 'weekdays 9 to 5',
  agreedByPerson: true,
  agreedByPeer: true,
} as const
const accepting = (acceptedAt: Instant, agreedByPeer = true): MatchingCaseCommand => ({
  type: 'AcceptPeerOffer',
  data: {
    referralId,
    peerOfferId,
    boundaryAgreement: { ...boundaryAgreement, agreedByPeer },
    acceptedAt,
  },
})
const accepted: MatchingCaseEvent = {
  type: 'PeerOfferAccepted',
  data: { referralId, peerOfferId, peerWorkerId: alex, boundaryAgreement, acceptedAt: wednesday },
}
const declining: MatchingCaseCommand = {
  type: 'DeclinePeerOffer',
  data: { referralId, peerOfferId, declinedAt: wednesday },
}
const declined: MatchingCaseEvent = {
  type: 'PeerOfferDeclined',
  data: { referralId, peerOfferId, peerWorkerId: alex, declinedAt: wednesday },
}
const returnedTo = (...peerWorkerIds: PeerWorkerId[]): MatchingCaseEvent => ({
  type: 'ChoicesReturnedToPerson',
  data: {
    referralId,
    offerId,
    peerWorkerIds,
    returnedAt: wednesday,
    expiresAt: '2026-03-07T09:00:00.000Z' as Instant,
  },
})
const withdrawn: MatchingCaseEvent = {
  type: 'PeerOfferWithdrawn',
  data: { referralId, peerOfferId, peerWorkerId: alex, withdrawnAt: wednesday },
}
const passingOver: MatchingCaseCommand = {
  type: 'AskForSomeoneElse',
  data: { referralId, offerId, askedAt: wednesday },
}
const passedOver: MatchingCaseEvent = {
  type: 'SomeoneElseAskedFor',
  data: { referralId, offerId, peerWorkerIds: [alex, priya], askedAt: wednesday },
}
const declinedSupport: MatchingCaseCommand = {
  type: 'DeclinePeerSupport',
  data: { referralId, declinedAt: wednesday },
}
const closedAs = (outcome: 'person-declined' | 'referral-closed'): MatchingCaseEvent => ({
  type: 'MatchingCaseClosed',
  data: { referralId, outcome, closedAt: wednesday },
})
const matching: MatchingCaseCommand = {
  type: 'RecordMatch',
  data: { referralId, peerOfferId, assignmentId, matchedAt: wednesday },
}
const matched: MatchingCaseEvent = {
  type: 'MatchingCaseClosed',
  data: { referralId, outcome: 'matched', assignmentId, peerWorkerId: alex, closedAt: wednesday },
}

describe('OpenMatchingCase', () => {
  const open: MatchingCaseCommand = { type: 'OpenMatchingCase', data: opening }
  it('opens a case', () => given().when(open).thenRecords(opened))
  it('changes nothing the second time', () => given(opened).when(open).thenRecordsNothing())
  it('is refused for somebody else', () =>
    given(opened)
      .when({ type: 'OpenMatchingCase', data: { ...opening, personId: 'person-2' as PersonId } })
      .thenRefuses('case-already-open'))
})

describe('TakeSomeoneElseBack', () => {
  const takingBack: MatchingCaseCommand = {
    type: 'TakeSomeoneElseBack',
    data: { referralId, takenBackAt: wednesday },
  }
  it('puts the same people before the person again, with the whole time to choose', () =>
    given(opened, offered, passedOver).when(takingBack).thenRecords(returnedTo(alex, priya)))
  it('lets one of them be chosen', () =>
    given(opened, offered, passedOver, returnedTo(alex, priya))
      .when(choosing(alex, thursday))
      .thenRecords(
        {
          type: 'PeerChosen',
          data: { referralId, offerId, peerWorkerId: alex, chosenAt: thursday },
        },
        {
          type: 'PeerAsked',
          data: {
            referralId,
            peerOfferId,
            peerWorkerId: alex,
            offeredAt: thursday,
            expiresAt: '2026-03-07T09:00:00.000Z' as Instant,
          },
        },
      ))
  it('is possible from the waitlist', () =>
    given(opened, offered, passedOver, {
      type: 'CaseWaitlisted',
      data: { referralId, waitlistedAt: wednesday },
    })
      .when(takingBack)
      .thenRecords(returnedTo(alex, priya)))
  it('is refused once somebody else is offered', () =>
    given(opened, offered, passedOver, {
      type: 'PeersOfferedToPerson',
      data: {
        referralId,
        offerId: 'offer-2' as OfferId,
        peerWorkerIds: [sam],
        offeredAt: wednesday,
        expiresAt: friday,
      },
    })
      .when(takingBack)
      .thenRefuses('nothing-to-take-back'))
  it('is refused where nobody was passed over', () =>
    given(opened, offered).when(takingBack).thenRefuses('nothing-to-take-back'))
})

describe('ReopenCase', () => {
  const reopening: MatchingCaseCommand = {
    type: 'ReopenCase',
    data: { referralId, reopenedAt: friday },
  }
  const reopened: MatchingCaseEvent = { type: 'MatchingCaseReopened', data: reopening.data }
  it('lets somebody look for a peer again', () => {
    given(opened, offered, closedAs('person-declined')).when(reopening).thenRecords(reopened)
    given(opened, closedAs('referral-closed')).when(reopening).thenRecords(reopened)
  })
  it('leads back to offers, also of those who were on offer', () =>
    given(opened, offered, closedAs('person-declined'), reopened)
      .when(offer([alex, priya], { offerId: 'offer-2' as OfferId, offeredAt: friday }))
      .thenRecords({
        type: 'PeersOfferedToPerson',
        data: {
          referralId,
          offerId: 'offer-2' as OfferId,
          peerWorkerIds: [alex, priya],
          offeredAt: friday,
          expiresAt: '2026-03-09T09:00:00.000Z' as Instant,
        },
      }))
  it('changes nothing while the case is open', () =>
    given(opened).when(reopening).thenRecordsNothing())
  it('is refused where two found each other', () =>
    given(opened, offered, chosen, asked, accepted, matched)
      .when(reopening)
      .thenRefuses('case-closed'))
})

describe('RecordRanking', () => {
  const ranking = {
    referralId,
    weightsVersion: 'weights-v1',
    person: {
      ...preferences,
      personId,
      programId,
      bornOn: '1990-01-01' as CalendarDay,
      languages: ['en'],
      hasInterpreter: false,
      openedFacets: [],
      earlierPeers: [],
      conflicts: [],
      setAside: [],
      caseloadWeight: 1,
    },
    factsPosition: 42,
    inputsDigest: 'inputs',
    outcomeDigest: 'outcome',
    best: [{ peerWorkerId: alex, score: 7 }],
    candidates: 1,
    rankedAt: monday,
  }
  const record: MatchingCaseCommand = { type: 'RecordRanking', data: ranking }
  const recorded: MatchingCaseEvent = { type: 'RankingRecorded', data: ranking }
  it('keeps what the ranking was made from', () => given(opened).when(record).thenRecords(recorded))
  it('changes nothing the second time', () =>
    given(opened, recorded).when(record).thenRecordsNothing())
  it('is refused under weights that were never shipped', () =>
    given(opened)
      .when({ type: 'RecordRanking', data: { ...ranking, weightsVersion: 'weights-v0' } })
      .thenRefuses('weights-version-unknown'))
})

describe('OfferPeers', () => {
  it('puts up to three peers before the person for 72 hours', () =>
    given(opened)
      .when(offer([alex, priya]))
      .thenRecords(offered))
  it('changes nothing the second time, even after an answer', () => {
    given(opened, offered)
      .when(offer([alex, priya]))
      .thenRecordsNothing()
    given(opened, offered, passedOver)
      .when(offer([alex, priya]))
      .thenRecordsNothing()
  })
  it('is refused for nobody and for four', () => {
    given(opened).when(offer([])).thenRefuses('one-to-three-peers')
    given(opened)
      .when(offer([alex, priya, sam, 'peer-4' as PeerWorkerId]))
      .thenRefuses('one-to-three-peers')
  })
  it('is refused for the same peer twice', () =>
    given(opened)
      .when(offer([alex, alex]))
      .thenRefuses('peers-not-distinct'))
  it('is refused while another offer is open', () =>
    given(opened, offered)
      .when(offer([sam], { offerId: 'offer-2' as OfferId }))
      .thenRefuses('offer-still-open'))
  it('is refused for a peer whom the person passed over', () =>
    given(opened, offered, passedOver)
      .when(offer([alex], { offerId: 'offer-2' as OfferId }))
      .thenRefuses('peer-set-aside', { peerWorkerId: alex }))
  it('is refused for a peer whom a rule forbids', () =>
    given(opened)
      .when(offer([alex], { forbidden: [alex] }))
      .thenRefuses('peer-may-not-be-proposed', { peerWorkerId: alex }))
  it('is refused before the case is open', () =>
    given()
      .when(offer([alex]))
      .thenRefuses('case-not-open'))
})

describe('ChoosePeer', () => {
  it('asks the chosen peer, who has 48 hours', () =>
    given(opened, offered).when(choosing(alex)).thenRecords(chosen, asked))
  it('changes nothing the second time, even after the peer answered', () => {
    given(opened, offered, chosen, asked).when(choosing(alex)).thenRecordsNothing()
    given(opened, offered, chosen, asked, declined, returnedTo(priya))
      .when(choosing(alex))
      .thenRecordsNothing()
  })
  it('is refused for somebody who was not offered', () =>
    given(opened, offered).when(choosing(sam)).thenRefuses('peer-not-among-the-choices'))
  it('is refused when the time is over', () =>
    given(opened, offered).when(choosing(alex, thursday)).thenRefuses('offer-expired'))
  it('is refused without an offer', () =>
    given(opened).when(choosing(alex)).thenRefuses('offer-not-open'))
})

describe('AskForSomeoneElse', () => {
  it('sets the offered peers aside', () =>
    given(opened, offered).when(passingOver).thenRecords(passedOver))
  it('takes the question back from a peer who has not answered', () =>
    given(opened, offered, chosen, asked).when(passingOver).thenRecords(withdrawn, passedOver))
  it('changes nothing the second time', () =>
    given(opened, offered, passedOver).when(passingOver).thenRecordsNothing())
  it('is refused after the peer said yes, and without an offer', () => {
    given(opened, offered, chosen, asked, accepted).when(passingOver).thenRefuses('offer-not-open')
    given(opened).when(passingOver).thenRefuses('offer-not-open')
  })
})

describe('DeclinePeerSupport', () => {
  it('closes the case at any time, without a reason', () => {
    given(opened).when(declinedSupport).thenRecords(closedAs('person-declined'))
    given(opened, offered, chosen, asked, accepted)
      .when(declinedSupport)
      .thenRecords(withdrawn, closedAs('person-declined'))
  })
  it('changes nothing the second time', () =>
    given(opened, closedAs('person-declined')).when(declinedSupport).thenRecordsNothing())
  it('is refused after the match: the assignment is ended instead', () =>
    given(opened, offered, chosen, asked, accepted, matched)
      .when(declinedSupport)
      .thenRefuses('case-closed'))
})

describe('ExpireOffer', () => {
  const expire = (expiredAt: Instant): MatchingCaseCommand => ({
    type: 'ExpireOffer',
    data: { referralId, offerId, expiredAt },
  })
  it('gives the turn back to the coordinator', () =>
    given(opened, offered)
      .when(expire(thursday))
      .thenRecords({
        type: 'PersonOfferExpired',
        data: { referralId, offerId, expiredAt: thursday },
      }))
  it('changes nothing too early, after a choice, or once the time was extended', () => {
    given(opened, offered).when(expire(wednesday)).thenRecordsNothing()
    given(opened, offered, chosen, asked).when(expire(thursday)).thenRecordsNothing()
    given(opened, offered, chosen, asked, declined, returnedTo(priya))
      .when(expire(thursday))
      .thenRecordsNothing()
    given(opened, closedAs('referral-closed')).when(expire(thursday)).thenRecordsNothing()
  })
})

describe('AcceptPeerOffer', () => {
  it('keeps what was agreed', () =>
    given(opened, offered, chosen, asked).when(accepting(wednesday)).thenRecords(accepted))
  it('changes nothing the second time', () =>
    given(opened, offered, chosen, asked, accepted).when(accepting(friday)).thenRecordsNothing())
  it('is refused too late', () =>
    given(opened, offered, chosen, asked).when(accepting(thursday)).thenRefuses('offer-expired'))
  it('is refused without the boundary agreement', () =>
    given(opened, offered, chosen, asked)
      .when(accepting(wednesday, false))
      .thenRefuses('boundary-agreement-missing'))
  it('is refused to a peer who was not asked, or declined', () => {
    given(opened, offered).when(accepting(wednesday)).thenRefuses('peer-offer-not-open')
    given(opened, offered, chosen, asked, declined)
      .when(accepting(wednesday))
      .thenRefuses('peer-offer-not-open')
  })
})

describe('DeclinePeerOffer', () => {
  it('gives the person their remaining choices back', () =>
    given(opened, offered, chosen, asked).when(declining).thenRecords(declined, returnedTo(priya)))
  it('changes nothing the second time', () =>
    given(opened, offered, chosen, asked, declined, returnedTo(priya))
      .when(declining)
      .thenRecordsNothing())
  it('is refused after a yes', () =>
    given(opened, offered, chosen, asked, accepted)
      .when(declining)
      .thenRefuses('peer-offer-not-open'))
})

describe('ExpirePeerOffer', () => {
  const expire = (expiredAt: Instant): MatchingCaseCommand => ({
    type: 'ExpirePeerOffer',
    data: { referralId, peerOfferId, expiredAt },
  })
  it('gives the person their remaining choices back', () =>
    given(opened, offered, chosen, asked)
      .when(expire(thursday))
      .thenRecords(
        {
          type: 'PeerOfferExpired',
          data: { referralId, peerOfferId, peerWorkerId: alex, expiredAt: thursday },
        },
        {
          type: 'ChoicesReturnedToPerson',
          data: {
            referralId,
            offerId,
            peerWorkerIds: [priya],
            returnedAt: thursday,
            expiresAt: '2026-03-08T09:00:00.000Z' as Instant,
          },
        },
      ))
  it('changes nothing too early or after an answer', () => {
    given(opened, offered, chosen, asked).when(expire(wednesday)).thenRecordsNothing()
    given(opened, offered, chosen, asked, accepted).when(expire(friday)).thenRecordsNothing()
  })
})

describe('RecordPlaceUnavailable', () => {
  const unavailable: MatchingCaseCommand = {
    type: 'RecordPlaceUnavailable',
    data: { referralId, peerOfferId, foundAt: wednesday },
  }
  const found: MatchingCaseEvent = {
    type: 'PlaceUnavailable',
    data: { referralId, peerOfferId, peerWorkerId: alex, foundAt: wednesday },
  }
  it('gives the person their remaining choices back', () =>
    given(opened, offered, chosen, asked, accepted)
      .when(unavailable)
      .thenRecords(found, returnedTo(priya)))
  it('changes nothing the second time', () =>
    given(opened, offered, chosen, asked, accepted, found, returnedTo(priya))
      .when(unavailable)
      .thenRecordsNothing())
  it('is refused before the peer said yes', () =>
    given(opened, offered, chosen, asked).when(unavailable).thenRefuses('peer-has-not-accepted'))
})

describe('RecordMatch', () => {
  it('closes the case with the assignment', () =>
    given(opened, offered, chosen, asked, accepted).when(matching).thenRecords(matched))
  it('changes nothing the second time', () =>
    given(opened, offered, chosen, asked, accepted, matched).when(matching).thenRecordsNothing())
  it('is refused before the peer said yes', () =>
    given(opened, offered, chosen, asked).when(matching).thenRefuses('peer-has-not-accepted'))
  it('is refused when the person said no meanwhile', () =>
    given(opened, offered, chosen, asked, accepted, withdrawn, closedAs('person-declined'))
      .when(matching)
      .thenRefuses('case-closed'))
})

describe('WaitlistCase', () => {
  const waitlist: MatchingCaseCommand = {
    type: 'WaitlistCase',
    data: { referralId, waitlistedAt: tuesday },
  }
  const waitlisted: MatchingCaseEvent = { ...waitlist, type: 'CaseWaitlisted' }
  it('lets the person wait for a place', () => given(opened).when(waitlist).thenRecords(waitlisted))
  it('changes nothing the second time', () =>
    given(opened, waitlisted).when(waitlist).thenRecordsNothing())
  it('is refused while an offer is open', () =>
    given(opened, offered).when(waitlist).thenRefuses('offer-still-open'))
  it('ends with an offer', () =>
    given(opened, waitlisted)
      .when(offer([alex, priya]))
      .thenRecords(offered))
})

describe('CloseCase', () => {
  const close: MatchingCaseCommand = {
    type: 'CloseCase',
    data: { referralId, closedAt: wednesday },
  }
  it('closes with the referral, and takes the question back', () =>
    given(opened, offered, chosen, asked)
      .when(close)
      .thenRecords(withdrawn, closedAs('referral-closed')))
  it('changes nothing once the case is closed', () =>
    given(opened, closedAs('person-declined')).when(close).thenRecordsNothing())
})
