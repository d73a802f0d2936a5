import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import type { Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import type {
  AssignmentId,
  CarePlanId,
  EncounterId,
  MeetingId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
} from './ids.ts'
import type { Arrangement, Arranger, MeetingCommand, MeetingEvent } from './meeting-events.ts'
import { endOf, meetingDecider, overlap } from './meeting.ts'

const given = specFor(meetingDecider)
const meetingId = 'meeting-1' as MeetingId
const encounterId = 'encounter-1' as EncounterId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const friday = '2026-03-06T15:30:00.000Z' as Instant
const saturday = '2026-03-07T15:30:00.000Z' as Instant
const about = {
  meetingId,
  carePlanId: 'plan-1' as CarePlanId,
  assignmentId: 'assignment-1' as AssignmentId,
  personId: 'person-1' as PersonId,
  peerWorkerId: 'peer-1' as PeerWorkerId,
  organizationId: 'harbor' as OrganizationId,
  part2: true,
}
const walk: Arrangement = {
  startsAt: friday,
  minutes: 45,
  modality: 'in-person',
  location: 'Elm Park',
}
const free = { isPeerFree: true, isOverlapAccepted: false }
const taken = { isPeerFree: false, isOverlapAccepted: false }
const takenAndAccepted = { isPeerFree: false, isOverlapAccepted: true }

const planning = (more: Partial<Arrangement> = {}, plannedBy: Arranger = 'peer') => ({
  ...about,
  ...walk,
  ...more,
  plannedBy,
  plannedAt: monday,
})
const plan = (more: Partial<Arrangement> = {}, by: Arranger = 'peer', time = free) =>
  ({ type: 'PlanMeeting', data: { ...planning(more, by), ...time } }) satisfies MeetingCommand
const planned: MeetingEvent = { type: 'MeetingPlanned', data: planning() }
const changing = (more: Partial<Arrangement> = {}, changedBy: Arranger = 'person') => ({
  meetingId,
  ...walk,
  ...more,
  changedBy,
  changedAt: tuesday,
})
const change = (more: Partial<Arrangement> = {}, by: Arranger = 'person', time = free) =>
  ({ type: 'ChangeMeeting', data: { ...changing(more, by), ...time } }) satisfies MeetingCommand
const changed = (more: Partial<Arrangement>): MeetingEvent => ({
  type: 'MeetingChanged',
  data: { ...about, ...changing(more) },
})
const cancel: MeetingCommand = {
  type: 'CancelMeeting',
  data: { meetingId, cancelledBy: 'person', cancelledAt: tuesday },
}
const cancelled: MeetingEvent = {
  type: 'MeetingCancelled',
  data: { ...about, meetingId, cancelledBy: 'person', cancelledAt: tuesday },
}
const holding = { meetingId, encounterId, recordedAt: saturday }
const hold: MeetingCommand = { type: 'HoldMeeting', data: holding }
const held: MeetingEvent = { type: 'MeetingHeld', data: { ...about, ...holding } }
const miss: MeetingCommand = { type: 'MissMeeting', data: holding }
const missed: MeetingEvent = { type: 'MeetingMissed', data: { ...about, ...holding } }

describe('PlanMeeting', () => {
  it('plans, for either of the two, once', () => {
    given().when(plan()).thenRecords(planned)
    given()
      .when(plan({ location: undefined }, 'person'))
      .thenRecords({ type: 'MeetingPlanned', data: planning({ location: undefined }, 'person') })
    given(planned).when(plan()).thenRecordsNothing()
  })
  it('is refused under an id that is taken', () =>
    given(planned)
      .when(plan({ location: 'The library' }))
      .thenRefuses('meeting-already-planned'))
  it('is refused for a time that has passed, and for one more than a year away', () => {
    given()
      .when(plan({ startsAt: '2026-03-02T08:59:59.999Z' as Instant }))
      .thenRefuses('meeting-in-the-past')
    given()
      .when(plan({ startsAt: '2027-03-03T09:00:00.001Z' as Instant }))
      .thenRefuses('meeting-too-far-ahead')
  })
  it('is refused for fewer than five minutes, more than eight hours, or a part of a minute', () => {
    for (const minutes of [4, 481, 30.5, Number.NaN])
      given().when(plan({ minutes })).thenRefuses('minutes-incorrect')
    for (const minutes of [5, 480])
      given()
        .when(plan({ minutes }))
        .thenRecords({ type: 'MeetingPlanned', data: planning({ minutes }) })
  })
  it('warns a peer who meets somebody else then, and lets them go on', () => {
    given()
      .when(plan({}, 'peer', taken))
      .thenRefuses('peer-not-free')
    given()
      .when(plan({}, 'peer', takenAndAccepted))
      .thenRecords(planned)
  })
  it('asks the person for another time when the peer meets somebody else then', () => {
    given()
      .when(plan({}, 'person', taken))
      .thenRefuses('peer-not-free')
    given()
      .when(plan({}, 'person', takenAndAccepted))
      .thenRefuses('peer-not-free')
  })
})

describe('ChangeMeeting', () => {
  const later = { startsAt: saturday }
  it('keeps the new whole, once', () => {
    given(planned).when(change(later)).thenRecords(changed(later))
    given(planned, changed(later)).when(change(later)).thenRecordsNothing()
    given(planned).when(change()).thenRecordsNothing()
  })
  it('is refused to a time that has passed, and for impossible minutes', () => {
    given(planned)
      .when(change({ startsAt: monday }))
      .thenRefuses('meeting-in-the-past')
    given(planned)
      .when(change({ minutes: 0 }))
      .thenRefuses('minutes-incorrect')
  })
  it('warns the peer, and asks the person for another time, when the peer meets somebody else then', () => {
    given(planned)
      .when(change(later, 'peer', taken))
      .thenRefuses('peer-not-free')
    given(planned)
      .when(change(later, 'peer', takenAndAccepted))
      .thenRecords({ type: 'MeetingChanged', data: { ...about, ...changing(later, 'peer') } })
    given(planned)
      .when(change(later, 'person', takenAndAccepted))
      .thenRefuses('peer-not-free')
  })
  it('is refused before there is anything, and when it is over or cancelled', () => {
    given().when(change(later)).thenRefuses('meeting-not-planned')
    given(planned, cancelled).when(change(later)).thenRefuses('meeting-cancelled')
    given(planned, held).when(change(later)).thenRefuses('meeting-over')
    given(planned, missed).when(change(later)).thenRefuses('meeting-over')
  })
})

describe('CancelMeeting', () => {
  it('cancels, once', () => {
    given(planned).when(cancel).thenRecords(cancelled)
    given(planned, cancelled).when(cancel).thenRecordsNothing()
  })
  it('is refused for a meeting that was held or missed, and before there is anything', () => {
    given(planned, held).when(cancel).thenRefuses('meeting-over')
    given(planned, missed).when(cancel).thenRefuses('meeting-over')
    given().when(cancel).thenRefuses('meeting-not-planned')
  })
})

describe('HoldMeeting', () => {
  it('names the encounter, once', () => {
    given(planned).when(hold).thenRecords(held)
    given(planned, held).when(hold).thenRecordsNothing()
  })
  it('leaves a cancelled or missed meeting as it is', () => {
    given(planned, cancelled).when(hold).thenRecordsNothing()
    given(planned, missed).when(hold).thenRecordsNothing()
  })
  it('is refused before there is anything', () =>
    given().when(hold).thenRefuses('meeting-not-planned'))
})

describe('MissMeeting', () => {
  it('says that they did not meet, once', () => {
    given(planned).when(miss).thenRecords(missed)
    given(planned, missed).when(miss).thenRecordsNothing()
    given(planned, held).when(miss).thenRecordsNothing()
  })
})

describe('two meetings', () => {
  const at = (startsAt: string, minutes: number) => ({ startsAt: startsAt as Instant, minutes })
  it('overlap when they share some time, and not when one begins as the other ends', () => {
    const one = at('2026-03-06T15:00:00.000Z', 30)
    assert.equal(endOf(one), '2026-03-06T15:30:00.000Z')
    assert.equal(overlap(one, at('2026-03-06T15:29:00.000Z', 5)), true)
    assert.equal(overlap(one, at('2026-03-06T14:00:00.000Z', 240)), true)
    assert.equal(overlap(one, at('2026-03-06T15:30:00.000Z', 30)), false)
    assert.equal(overlap(at('2026-03-06T15:30:00.000Z', 30), one), false)
  })
})

describe('a meeting, whatever is asked of it', () => {
  const commands: readonly MeetingCommand[] = [
    plan(),
    plan({ minutes: 60 }, 'person', taken),
    change({ startsAt: saturday }),
    change({ location: undefined }, 'peer', takenAndAccepted),
    cancel,
    hold,
    miss,
  ]
  it('is over at most once, and changes no more after it', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...commands), { maxLength: 12 }), (asked) => {
        let state = meetingDecider.initialState
        const recorded: MeetingEvent[] = []
        for (const command of asked) {
          const decision = meetingDecider.decide(command, state)
          if (!decision.ok) continue
          for (const event of decision.events) {
            recorded.push(event)
            state = meetingDecider.evolve(state, event)
          }
        }
        const ends = recorded.filter(({ type }) =>
          ['MeetingCancelled', 'MeetingHeld', 'MeetingMissed'].includes(type),
        )
        assert.ok(ends.length <= 1)
        if (ends[0] !== undefined) assert.equal(recorded.at(-1), ends[0])
      }),
    ))
})
