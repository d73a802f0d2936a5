import { describe, it } from '@jest/globals'
import { instantOf, later } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import {
  parseAssignmentId,
  parseCareTeamId,
  parseConsentId,
  parseOrganizationId,
  parsePeerWorkerId,
  parsePersonId,
  parseProgramId,
  parseReferralId,
} from './ids.ts'
import { referralDecider } from './referral.ts'
import type { ReferralEvent, Request } from './referral-events.ts'

const given = specFor(referralDecider)
const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const referralId = parseReferralId(uuid(1))
const monday = instantOf(Date.parse('2026-03-02T09:00:00Z'))
const tuesday = later(monday, 24 * 3_600_000)
const friday = later(monday, 96 * 3_600_000)
const on = { referralId, at: tuesday }

const request: Request = {
  referralId,
  personId: parsePersonId(uuid(2)),
  programId: parseProgramId(uuid(3)),
  organizationId: parseOrganizationId(uuid(4)),
  referrerOrganizationId: parseOrganizationId(uuid(5)),
  referrerId: 'practitioner-1',
  source: 'smart-form',
  urgency: 'routine',
  identifiers: [],
  part2: false,
  requestedAt: monday,
  firstContactDueAt: later(monday, 72 * 3_600_000),
}
const peer = { peerWorkerId: parsePeerWorkerId(uuid(6)), assignmentId: parseAssignmentId(uuid(7)) }

const requested: ReferralEvent = { type: 'ReferralRequested', data: request }
const accepted: ReferralEvent = { type: 'ReferralAccepted', data: { ...on, acceptedBy: 'jo' } }
const matched: ReferralEvent = { type: 'ReferralMatched', data: { ...on, ...peer } }
const start = {
  type: 'StartReferral',
  data: { ...on, careTeamId: parseCareTeamId(uuid(8)) },
} as const
const started: ReferralEvent = { type: 'ReferralStarted', data: start.data }
const cancelled: ReferralEvent = { type: 'ReferralCancelled', data: on }

describe('RequestReferral', () => {
  it('records a referral', () =>
    given().when({ type: 'RequestReferral', data: request }).thenRecords(requested))
  it('is refused twice', () =>
    given(requested)
      .when({ type: 'RequestReferral', data: request })
      .thenRefuses('referral-already-requested'))
  it('is refused to a Part 2 programme without consent', () =>
    given()
      .when({ type: 'RequestReferral', data: { ...request, part2: true } })
      .thenRefuses('consent-missing'))
  it('is recorded to a Part 2 programme with consent', () => {
    const data = { ...request, part2: true, consentId: parseConsentId(uuid(9)) }
    given().when({ type: 'RequestReferral', data }).thenRecords({ type: 'ReferralRequested', data })
  })
})

describe('AcceptReferral', () => {
  const accept = { type: 'AcceptReferral', data: { ...on, acceptedBy: 'jo' } } as const
  it('accepts a requested referral', () => given(requested).when(accept).thenRecords(accepted))
  it('changes nothing the second time', () =>
    given(requested, accepted).when(accept).thenRecordsNothing())
  it('is refused when it is over', () =>
    given(requested, cancelled).when(accept).thenRefuses('referral-is-over'))
  it('is refused before a request', () => given().when(accept).thenRefuses('referral-not-found'))
  it('is refused once matched', () =>
    given(requested, accepted, matched).when(accept).thenRefuses('referral-not-open-for-answer'))
})

describe('RejectReferral', () => {
  const reject = { type: 'RejectReferral', data: { ...on, reasonCode: 'age' } } as const
  it('turns a requested referral down', () =>
    given(requested).when(reject).thenRecords({ type: 'ReferralRejected', data: reject.data }))
  it('is refused after acceptance', () =>
    given(requested, accepted).when(reject).thenRefuses('referral-not-open-for-answer'))
})

describe('AskForInformation and ProvideInformation', () => {
  const ask = {
    type: 'AskForInformation',
    data: { ...on, question: 'Which language?', askedBy: 'jo' },
  } as const
  const asked: ReferralEvent = { type: 'InformationRequested', data: ask.data }
  const answer = { type: 'ProvideInformation', data: { ...on, answer: 'Spanish' } } as const
  it('asks', () => given(requested).when(ask).thenRecords(asked))
  it('is answered', () =>
    given(requested, asked)
      .when(answer)
      .thenRecords({ type: 'InformationProvided', data: answer.data }))
  it('is not answered unasked', () =>
    given(requested).when(answer).thenRefuses('information-not-requested'))
})

describe('WaitlistReferral', () => {
  const wait = { type: 'WaitlistReferral', data: on } as const
  it('follows acceptance', () =>
    given(requested, accepted).when(wait).thenRecords({ type: 'ReferralWaitlisted', data: on }))
  it('is refused before acceptance', () =>
    given(requested).when(wait).thenRefuses('referral-not-accepted'))
})

describe('MatchReferral and StartReferral', () => {
  const match = { type: 'MatchReferral', data: { ...on, ...peer } } as const
  it('matches an accepted referral', () =>
    given(requested, accepted).when(match).thenRecords(matched))
  it('is refused before acceptance', () =>
    given(requested).when(match).thenRefuses('referral-not-accepted'))
  it('is refused twice', () =>
    given(requested, accepted, matched).when(match).thenRefuses('referral-matched-already'))
  it('is refused after a cancellation', () =>
    given(requested, accepted, cancelled).when(match).thenRefuses('referral-is-over'))
  it('starts once matched', () =>
    given(requested, accepted, matched).when(start).thenRecords(started))
  it('starts once', () =>
    given(requested, accepted, matched, started).when(start).thenRecordsNothing())
  it('does not start unmatched', () =>
    given(requested).when(start).thenRefuses('referral-not-matched'))
})

describe('DeclineReferral', () => {
  const decline = { type: 'DeclineReferral', data: on } as const
  it('is the person’s at any time', () =>
    given(requested, accepted, matched, started)
      .when(decline)
      .thenRecords({ type: 'ReferralDeclined', data: on }))
  it('is refused when it is over', () =>
    given(requested, cancelled).when(decline).thenRefuses('referral-is-over'))
})

describe('RequestCancellation and ConfirmCancellation', () => {
  const ask = { type: 'RequestCancellation', data: { ...on, reason: undefined } } as const
  const asked: ReferralEvent = { type: 'CancellationRequested', data: ask.data }
  it('cancels at once what nobody took on', () =>
    given(requested).when(ask).thenRecords(asked, cancelled))
  it('waits for confirmation after acceptance', () =>
    given(requested, accepted).when(ask).thenRecords(asked))
  it('changes nothing when asked twice', () =>
    given(requested, accepted, asked).when(ask).thenRecordsNothing())
  it('is confirmed', () =>
    given(requested, accepted, asked)
      .when({ type: 'ConfirmCancellation', data: on })
      .thenRecords(cancelled))
  it('is not confirmed unasked', () =>
    given(requested)
      .when({ type: 'ConfirmCancellation', data: on })
      .thenRefuses('cancellation-not-requested'))
})

describe('the promise', () => {
  const late = { referralId, at: friday }
  const overdue: ReferralEvent = { type: 'FirstContactOverdue', data: late }
  const met: ReferralEvent = { type: 'FirstContactMade', data: on }
  it('runs out without a first contact', () =>
    given(requested).when({ type: 'MarkOverdue', data: late }).thenRecords(overdue))
  it('does not run out early', () =>
    given(requested).when({ type: 'MarkOverdue', data: on }).thenRecordsNothing())
  it('is kept by a first contact', () =>
    given(requested, accepted, matched, met)
      .when({ type: 'MarkOverdue', data: late })
      .thenRecordsNothing())
  it('escalates once overdue', () =>
    given(requested, overdue)
      .when({ type: 'EscalateReferral', data: late })
      .thenRecords({ type: 'ReferralEscalated', data: late }))
  it('does not escalate before', () =>
    given(requested).when({ type: 'EscalateReferral', data: late }).thenRecordsNothing())
  it('is made once', () =>
    given(requested, accepted, matched, met)
      .when({ type: 'RecordFirstContact', data: on })
      .thenRecordsNothing())
})

describe('ReopenReferral', () => {
  const anew = {
    referralId,
    personId: request.personId,
    at: friday,
    firstContactDueAt: later(friday, 72 * 3_600_000),
  }
  const byPerson = { type: 'ReopenReferral', data: { ...anew, reopenedBy: 'person' } } as const
  const byProgramme = {
    type: 'ReopenReferral',
    data: { ...anew, reopenedBy: 'programme' },
  } as const
  const declined: ReferralEvent = { type: 'ReferralDeclined', data: on }
  const expired: ReferralEvent = { type: 'ReferralExpired', data: on }
  const rejected: ReferralEvent = { type: 'ReferralRejected', data: { ...on, reasonCode: 'age' } }
  const reopened: ReferralEvent = { type: 'ReferralReopened', data: anew }
  it('lets the person take their no back', () =>
    given(requested, accepted, declined).when(byPerson).thenRecords(reopened))
  it('lets the programme take back what it turned down or let run out', () => {
    given(requested, rejected).when(byProgramme).thenRecords(reopened)
    given(requested, expired).when(byProgramme).thenRecords(reopened)
  })
  it('is refused to the programme where the person said no', () =>
    given(requested, declined).when(byProgramme).thenRefuses('referral-not-to-be-reopened'))
  it('is refused to the person where the programme ended it', () =>
    given(requested, rejected).when(byPerson).thenRefuses('referral-not-to-be-reopened'))
  it('is refused while it is open, and after a cancellation', () => {
    given(requested).when(byPerson).thenRefuses('referral-not-to-be-reopened')
    given(requested, cancelled).when(byProgramme).thenRefuses('referral-not-to-be-reopened')
  })
  it('asks anew, with the whole promise', () => {
    given(requested, declined, reopened)
      .when({ type: 'AcceptReferral', data: { ...on, acceptedBy: 'jo' } })
      .thenRecords(accepted)
    given(requested, declined, reopened)
      .when({ type: 'MarkOverdue', data: { referralId, at: friday } })
      .thenRecordsNothing()
  })
})

describe('CompleteReferral, EndReferral and ExpireReferral', () => {
  it('completes what is in progress', () =>
    given(requested, accepted, matched, started)
      .when({ type: 'CompleteReferral', data: on })
      .thenRecords({ type: 'ReferralCompleted', data: on }))
  it('is refused unmatched', () =>
    given(requested, accepted)
      .when({ type: 'CompleteReferral', data: on })
      .thenRefuses('referral-not-matched'))
  it('ends what could not be carried out', () => {
    const data = { ...on, reasonCode: 'could-not-reach' } as const
    given(requested, accepted)
      .when({ type: 'EndReferral', data })
      .thenRecords({ type: 'ReferralEndedUnable', data })
  })
  it('expires unanswered', () =>
    given(requested)
      .when({ type: 'ExpireReferral', data: on })
      .thenRecords({ type: 'ReferralExpired', data: on }))
  it('does not expire once accepted', () =>
    given(requested, accepted).when({ type: 'ExpireReferral', data: on }).thenRecordsNothing())
})
