import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { instantOf } from '@careloom/event-sourcing'
import type { Instant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing/decider-spec'
import type { Voice } from '@careloom/terminology'
import { carePlanDecider } from './care-plan.ts'
import type { Attainment, CarePlanCommand, CarePlanEvent } from './care-plan-events.ts'
import type {
  AchievementId,
  AssignmentId,
  CarePlanId,
  CareTeamId,
  GoalId,
  OrganizationId,
  PeerWorkerId,
  PersonId,
  ProgramId,
  ReferralId,
  StepId,
} from './ids.ts'

const given = specFor(carePlanDecider)
const carePlanId = 'plan-1' as CarePlanId
const careTeamId = 'team-1' as CareTeamId
const goalId = 'goal-1' as GoalId
const stepId = 'step-1' as StepId
const monday = '2026-03-02T09:00:00.000Z' as Instant
const tuesday = '2026-03-03T09:00:00.000Z' as Instant
const about = {
  personId: 'person-1' as PersonId,
  organizationId: 'harbor' as OrganizationId,
  part2: true,
}
const opening = {
  ...about,
  carePlanId,
  careTeamId,
  assignmentId: 'assignment-1' as AssignmentId,
  referralId: 'referral-1' as ReferralId,
  peerWorkerId: 'peer-1' as PeerWorkerId,
  programId: 'program-1' as ProgramId,
  openedAt: monday,
}
const open: CarePlanCommand = { type: 'OpenCarePlan', data: opening }
const opened: CarePlanEvent = { type: 'CarePlanOpened', data: opening }
const write = (words: string, writtenBy: Voice = 'person'): CarePlanCommand => ({
  type: 'WriteVision',
  data: { carePlanId, words, writtenBy, writtenAt: tuesday },
})
const proposal = (proposedBy: Voice, words = 'Call my sister every week') => ({
  carePlanId,
  goalId,
  words,
  domain: 'social' as const,
  proposedBy,
  proposedAt: monday,
})
const propose = (proposedBy: Voice, words?: string): CarePlanCommand => ({
  type: 'ProposeGoal',
  data: proposal(proposedBy, words),
})
const proposed = (by: Voice): CarePlanEvent => ({
  type: 'GoalProposed',
  data: { ...about, ...proposal(by) },
})
const agree = (agreedBy: 'person' | 'peer'): CarePlanCommand => ({
  type: 'AgreeToGoal',
  data: { carePlanId, goalId, agreedBy, agreedAt: tuesday },
})
const agreedTo = (agreedBy: 'person' | 'peer'): CarePlanEvent => ({
  type: 'GoalAgreedTo',
  data: { ...about, carePlanId, goalId, agreedBy, agreedAt: tuesday },
})
const agreed: CarePlanEvent = {
  type: 'GoalAgreed',
  data: { ...about, carePlanId, goalId, agreedAt: tuesday },
}
const decline: CarePlanCommand = {
  type: 'DeclineGoal',
  data: { carePlanId, goalId, declinedBy: 'person', declinedAt: tuesday },
}
const withAgreedGoal = [opened, proposed('peer'), agreedTo('person'), agreed]

/** The event that repeats a command's data. */
function recordedAs(type: CarePlanEvent['type'], { data }: CarePlanCommand): CarePlanEvent {
  return { type, data: { ...about, ...data } } as unknown as CarePlanEvent
}

describe('OpenCarePlan', () => {
  it('opens, once', () => {
    given().when(open).thenRecords(opened)
    given(opened).when(open).thenRecordsNothing()
  })
  it('is refused for another assignment', () =>
    given(opened)
      .when({
        type: 'OpenCarePlan',
        data: { ...opening, assignmentId: 'assignment-2' as AssignmentId },
      })
      .thenRefuses('care-plan-already-open'))
})

describe('WriteVision', () => {
  const words = 'I want to cook for my family again'
  const written: CarePlanEvent = {
    type: 'VisionWritten',
    data: { ...about, carePlanId, words, writtenAt: tuesday },
  }
  it('keeps the person’s words, once', () => {
    given(opened).when(write(words)).thenRecords(written)
    given(opened, written).when(write(words)).thenRecordsNothing()
  })
  it('is refused to a clinician and to the peer', () => {
    given(opened).when(write(words, 'clinician')).thenRefuses('vision-is-the-persons')
    given(opened).when(write(words, 'peer')).thenRefuses('vision-is-the-persons')
  })
  it('is refused without words', () => given(opened).when(write(' ')).thenRefuses('words-missing'))
})

describe('ProposeGoal', () => {
  it('proposes, once', () => {
    given(opened).when(propose('peer')).thenRecords(proposed('peer'))
    given(opened, proposed('peer')).when(propose('peer')).thenRecordsNothing()
  })
  it('is refused for other words under the same id', () =>
    given(opened, proposed('peer'))
      .when(propose('peer', 'Something else'))
      .thenRefuses('goal-already-proposed'))
  it('is refused without words', () =>
    given(opened).when(propose('peer', '')).thenRefuses('words-missing'))
})

describe('AgreeToGoal', () => {
  it('is enough from the other one of the two', () => {
    given(opened, proposed('peer')).when(agree('person')).thenRecords(agreedTo('person'), agreed)
    given(opened, proposed('person')).when(agree('peer')).thenRecords(agreedTo('peer'), agreed)
  })
  it('is needed from both for what a clinician proposed', () => {
    given(opened, proposed('clinician')).when(agree('peer')).thenRecords(agreedTo('peer'))
    given(opened, proposed('clinician'), agreedTo('peer'))
      .when(agree('person'))
      .thenRecords(agreedTo('person'), agreed)
  })
  it('changes nothing the second time, or from whoever proposed', () => {
    given(...withAgreedGoal)
      .when(agree('person'))
      .thenRecordsNothing()
    given(opened, proposed('peer')).when(agree('peer')).thenRecordsNothing()
  })
  it('is refused for a goal that was declined, or is unknown', () => {
    given(opened, proposed('peer'), recordedAs('GoalDeclined', decline))
      .when(agree('person'))
      .thenRefuses('goal-not-proposed')
    given(opened).when(agree('person')).thenRefuses('goal-unknown')
  })
})

describe('DeclineGoal', () => {
  const declined = recordedAs('GoalDeclined', decline)
  it('is the end of a proposal, once', () => {
    given(opened, proposed('peer')).when(decline).thenRecords(declined)
    given(opened, proposed('peer'), declined).when(decline).thenRecordsNothing()
  })
  it('is refused once both agreed, and for an unknown goal', () => {
    given(...withAgreedGoal)
      .when(decline)
      .thenRefuses('goal-not-proposed')
    given(opened).when(decline).thenRefuses('goal-unknown')
  })
})

describe('AddStep and CompleteStep', () => {
  const add = (words = 'Find her number'): CarePlanCommand => ({
    type: 'AddStep',
    data: { carePlanId, goalId, stepId, words, owner: 'person', addedAt: tuesday },
  })
  const complete: CarePlanCommand = {
    type: 'CompleteStep',
    data: { carePlanId, goalId, stepId, doneAt: tuesday },
  }
  const added = recordedAs('StepAdded', add())
  const completed = recordedAs('StepCompleted', complete)
  it('have an owner, and happen once', () => {
    given(...withAgreedGoal)
      .when(add())
      .thenRecords(added)
    given(...withAgreedGoal, added)
      .when(add())
      .thenRecordsNothing()
    given(...withAgreedGoal, added)
      .when(complete)
      .thenRecords(completed)
    given(...withAgreedGoal, added, completed)
      .when(complete)
      .thenRecordsNothing()
  })
  it('are refused for a goal that is not agreed, and without words', () => {
    given(opened, proposed('peer')).when(add()).thenRefuses('goal-not-agreed')
    given(opened).when(add()).thenRefuses('goal-unknown')
    given(...withAgreedGoal)
      .when(add(''))
      .thenRefuses('words-missing')
    given(...withAgreedGoal)
      .when(complete)
      .thenRefuses('step-unknown')
  })
})

describe('RateGoal', () => {
  const rate = (ratedBy: Voice, attainment = 1): CarePlanCommand => ({
    type: 'RateGoal',
    data: { carePlanId, goalId, ratedBy, attainment: attainment as Attainment, ratedAt: tuesday },
  })
  it('keeps three raters side by side, each once', () => {
    const rated = recordedAs('GoalRated', rate('person'))
    given(...withAgreedGoal)
      .when(rate('person'))
      .thenRecords(rated)
    given(...withAgreedGoal, rated)
      .when(rate('person'))
      .thenRecordsNothing()
    given(...withAgreedGoal, rated)
      .when(rate('clinician', -2))
      .thenRecords(recordedAs('GoalRated', rate('clinician', -2)))
  })
  it('is refused off the scale, and before the goal is agreed', () => {
    given(...withAgreedGoal)
      .when(rate('peer', 3))
      .thenRefuses('attainment-incorrect')
    given(opened, proposed('peer')).when(rate('peer')).thenRefuses('goal-not-agreed')
    given(opened).when(rate('peer')).thenRefuses('goal-unknown')
  })
})

describe('AchieveGoal and EndGoal', () => {
  const achieve: CarePlanCommand = {
    type: 'AchieveGoal',
    data: { carePlanId, goalId, achievedAt: tuesday },
  }
  const end: CarePlanCommand = { type: 'EndGoal', data: { carePlanId, goalId, endedAt: tuesday } }
  it('close an agreed goal, once', () => {
    const achieved = recordedAs('GoalAchieved', achieve)
    const ended = recordedAs('GoalEnded', end)
    given(...withAgreedGoal)
      .when(achieve)
      .thenRecords(achieved)
    given(...withAgreedGoal, achieved)
      .when(achieve)
      .thenRecordsNothing()
    given(...withAgreedGoal)
      .when(end)
      .thenRecords(ended)
    given(...withAgreedGoal, ended)
      .when(end)
      .thenRecordsNothing()
    given(...withAgreedGoal, ended)
      .when(achieve)
      .thenRefuses('goal-not-agreed')
    given(...withAgreedGoal, achieved)
      .when(end)
      .thenRefuses('goal-not-agreed')
  })
  it('are refused for an unknown goal', () => {
    given(opened).when(achieve).thenRefuses('goal-unknown')
    given(opened).when(end).thenRefuses('goal-unknown')
  })
})

describe('NoticeAchievement', () => {
  const notice = (words = 'Went for a walk'): CarePlanCommand => ({
    type: 'NoticeAchievement',
    data: {
      carePlanId,
      achievementId: 'achievement-1' as AchievementId,
      words,
      noticedBy: 'peer',
      noticedAt: tuesday,
    },
  })
  it('keeps what went well, once', () => {
    const noticed = recordedAs('AchievementNoticed', notice())
    given(opened).when(notice()).thenRecords(noticed)
    given(opened, noticed).when(notice()).thenRecordsNothing()
  })
  it('is refused without words', () => given(opened).when(notice('')).thenRefuses('words-missing'))
})

describe('PassOnCarePlan', () => {
  const next = {
    carePlanId,
    assignmentId: 'assignment-2' as AssignmentId,
    peerWorkerId: 'peer-2' as PeerWorkerId,
    passedOnAt: tuesday,
  }
  const passOn: CarePlanCommand = { type: 'PassOnCarePlan', data: next }
  const passedOn: CarePlanEvent = { type: 'CarePlanPassedOn', data: { ...about, ...next } }
  it('lets another peer go on with the plan, once', () => {
    given(opened).when(passOn).thenRecords(passedOn)
    given(opened, passedOn).when(passOn).thenRecordsNothing()
  })
  it('leaves no way back to the first assignment', () =>
    given(opened, passedOn).when(open).thenRefuses('care-plan-already-open'))
  it('is refused before it was opened', () =>
    given().when(passOn).thenRefuses('care-plan-not-open'))
})

describe('CloseCarePlan', () => {
  const close: CarePlanCommand = { type: 'CloseCarePlan', data: { carePlanId, closedAt: tuesday } }
  const closed: CarePlanEvent = {
    type: 'CarePlanClosed',
    data: { ...about, careTeamId, carePlanId, closedAt: tuesday },
  }
  it('closes, once, and nothing is written afterwards', () => {
    given(opened).when(close).thenRecords(closed)
    given(opened, closed).when(close).thenRecordsNothing()
    given(opened, closed).when(propose('peer')).thenRefuses('care-plan-closed')
  })
  it('is refused before it was opened', () => given().when(close).thenRefuses('care-plan-not-open'))
})

describe('a goal', () => {
  it('is of the plan only after both said yes, whatever the order', () => {
    const voice = fc.constantFrom<Voice>('person', 'peer', 'clinician')
    const who = fc.constantFrom<'person' | 'peer'>('person', 'peer')
    const commands = fc.oneof(
      voice.map((by): CarePlanCommand => propose(by)),
      who.map((by): CarePlanCommand => agree(by)),
      fc.constant(decline),
      fc.nat(9).map((hour): CarePlanCommand => ({
        type: 'RateGoal',
        data: {
          carePlanId,
          goalId,
          ratedBy: 'peer',
          attainment: 0,
          ratedAt: instantOf(hour * 3_600_000),
        },
      })),
    )
    fc.assert(
      fc.property(fc.array(commands), (asked) => {
        let state = carePlanDecider.evolve(carePlanDecider.initialState, opened)
        const saidYes = new Set<string>()
        for (const command of asked) {
          const decision = carePlanDecider.decide(command, state)
          if (!decision.ok) continue
          for (const event of decision.events) {
            if (event.type === 'GoalProposed') saidYes.add(event.data.proposedBy)
            if (event.type === 'GoalAgreedTo') saidYes.add(event.data.agreedBy)
            if (event.type === 'GoalAgreed') assert.ok(saidYes.has('person') && saidYes.has('peer'))
          }
          state = decision.events.reduce(carePlanDecider.evolve, state)
          const again = carePlanDecider.decide(command, state)
          assert.ok(!again.ok || again.events.length === 0)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
