import { until } from '../journey.ts'
import type { Desks, Recorder } from './recorder.ts'

type Work = {
  readonly referralId: string
  readonly assignmentId: string
  readonly luisId: string
}

/** Dana and Alex work together for a month, and what each desk shows at its end. */
export async function atWork(
  recorder: Recorder,
  desks: Desks,
  { referralId, assignmentId, luisId }: Work,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const { keep, setHours } = recorder
  await inChart(desks, referralId)
  await answer(desks, 'phq-9', 2)
  await meetings(recorder, desks, { assignmentId, luisId })
  await goals(recorder, desks, assignmentId)
  await meanwhile()
  setHours(-1)
  const { dana, alex, coordinator, clinician, integrator } = desks
  const due = await dueOf(desks, 'phq-9')
  await keep(['person', 'full'], dana, 'getMeasure', { params: { measureId: due } })
  await answer(desks, 'phq-9', 1)
  await keep(['person', 'empty'], dana, 'getMeasure', { params: { measureId: due } })
  setHours(0)
  await keep(['person', 'full'], dana, 'getPersonHome', {})
  await keep(['person', 'full'], dana, 'listConsents', {})
  await dana.call('tellSafety', {
    params: { measureId: due },
    body: { readers: ['peer', 'clinician'] },
  })
  await keep(['peer', 'full'], alex, 'getPeerToday', {})
  await keep(['peer', 'full'], alex, 'listOffers', {})
  await keep(['peer', 'full'], alex, 'listPeerPeople', {})
  await keep(['peer', 'full'], alex, 'getPeerPerson', { params: { assignmentId } })
  await keep(['coordinator', 'full'], coordinator, 'getQueue', {})
  await keep(['clinician', 'full'], clinician, 'listClinicianReferrals', {})
  await keep(['clinician', 'full'], clinician, 'getClinicianReferral', { params: { referralId } })
  await keep(['integrator', 'full'], integrator, 'listConnections', {})
  await keep(['integrator', 'full'], integrator, 'listDeliveries', { query: { limit: 50 } })
  await keep(['integrator', 'full'], integrator, 'getHealth', {})
}

/** Waits until the hospital's chart shows Alex on the care team. */
const inChart = ({ clinician }: Desks, referralId: string): Promise<true> =>
  until(async () => {
    const { careTeam } = await clinician.call('getClinicianReferral', { params: { referralId } })
    return careTeam.some(({ seenInChartSince }) => seenInChartSince !== null) ? true : undefined
  })

const dueOf = ({ dana }: Desks, instrument: string): Promise<string> =>
  until(
    async () =>
      (await dana.call('getPersonHome', {})).measuresDue.find(
        (each) => each.instrument === instrument,
      )?.measureId,
  )

/** Every item the same, the last one above the lowest too. */
async function answer(desks: Desks, instrument: string, value: number): Promise<void> {
  const params = { measureId: await dueOf(desks, instrument) }
  const { items } = await desks.dana.call('getMeasure', { params })
  const answers = items.map(({ linkId }) => ({ linkId, value }))
  await desks.dana.call('answerMeasure', { params, body: { answers } })
  const { safety } = await desks.dana.call('getPersonHome', {})
  if (safety === null || value === 1) return
  await desks.dana.call('tellSafety', {
    params: { measureId: safety.measureId },
    body: { readers: [] },
  })
}

/** One meeting written up, two that wait for it, three to come. */
async function meetings(
  { setHours, at }: Recorder,
  { alex }: Desks,
  work: Omit<Work, 'referralId'>,
) {
  const plan = async (assignmentId: string, hours: number, minutes: number, location?: string) => {
    const modality =
      location === undefined ? 'phone' : location.startsWith('https') ? 'video' : 'in-person'
    const body = {
      at: at(hours),
      minutes,
      modality,
      ...(location === undefined ? {} : { location }),
    } as const
    return alex.call('planMeeting', { params: { assignmentId }, body })
  }
  const { meetingId } = await plan(work.assignmentId, -168, 50, 'Elm Park, north gate')
  await plan(work.assignmentId, -20, 30)
  await plan(work.luisId, -50, 45, 'The library')
  await plan(work.assignmentId, 4, 60, 'Walk in Elm Park')
  await plan(work.luisId, 2, 45, 'https://meet.example/room')
  await plan(work.assignmentId, 51, 30)
  setHours(-166)
  await alex.call('recordEncounter', {
    params: { assignmentId: work.assignmentId },
    body: {
      occurredAt: at(-168),
      modality: 'in-person',
      minutes: 50,
      kinds: ['emotional', 'affiliational'],
      personsIdea: 'The group still feels far away.',
      nextStep: 'Saturday group together, at the door at 11:50.',
      nextStepOwner: 'both',
      shareWithEhr: false,
      meetingId,
    },
  })
}

/** A vision, a goal that both agreed to and rated, and one proposal of each. */
async function goals({ setHours }: Recorder, { dana, alex }: Desks, assignmentId: string) {
  setHours(-160)
  await dana.call('writeVision', {
    body: { words: 'Sunday lunch with my sister, at my own table.' },
  })
  const body = {
    words: 'Call my sister on Sundays, even for five minutes.',
    domain: 'social',
  } as const
  const { goalId } = await dana.call('addOwnGoal', { body })
  const one = { assignmentId, goalId }
  await alex.call('agreeGoal', { params: one, body: {} })
  await alex.call('rateGoal', { params: one, body: { attainment: 0 } })
  await dana.call('rateOwnGoal', { params: { goalId }, body: { attainment: 1 } })
  setHours(-96)
  const walk = { words: 'A walk on the days that feel long.', domain: 'physical' } as const
  await alex.call('proposeGoal', { params: { assignmentId }, body: walk })
  await dana.call('addOwnGoal', { body: { words: 'Cook once a week.', domain: 'practical' } })
}
