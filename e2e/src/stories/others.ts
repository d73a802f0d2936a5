import { until } from '../journey.ts'
import type { Session } from '../sign-in.ts'
import { launch } from './launch.ts'
import type { Desks, Recorder } from './recorder.ts'
import { chooseAlex, offered, referred } from './referred.ts'

const amaraId = '0190a000-0000-7000-8000-000000000405'
const oneToOne = '0190a000-0000-7000-8000-000000000103'

/** Those who wait, the longest first, each for somebody else. */
export async function others(recorder: Recorder, { coordinator, alex }: Desks): Promise<void> {
  const { base, setHours, at, keep } = recorder
  const arrives = async (hours: number, given: string, family: string, more: object = {}) => {
    setHours(hours)
    const record = `HH-${given}`
    const made = await referred(base, { given, family, record, now: at(hours), ...more })
    await queued(coordinator, made.referralId)
    return { ...made, params: { referralId: made.referralId } }
  }
  const sister = 'I don’t want to be alone with this when my sister leaves.'
  const first = await arrives(-75, 'Marcus', 'Thorne', { priority: 'urgent', words: sister })
  // The most urgent one is open beside the queue.
  await keep(['coordinator', 'full'], coordinator, 'getCoordinatorReferral', {
    params: first.params,
  })
  await arrives(-46, 'Wei', 'Lin', { language: 'zh' })
  const evelyn = await arrives(-30, 'Evelyn', 'Hart')
  await coordinator.call('rejectReferral', { params: evelyn.params, body: { reason: 'age' } })
  await amara(recorder, coordinator)
  const jordan = await arrives(-8, 'Jordan', 'Blake')
  await offered(coordinator, jordan, ['Alex Moreno', 'Priya Nair'])
  const words = 'I would like somebody to talk to in the evenings, in Spanish.'
  const rosa = await arrives(-5, 'Rosa', 'Delgado', { language: 'es', words })
  await offered(coordinator, rosa, ['Alex Moreno'])
  await chooseAlex({ ...rosa, peer: alex })
}

/** Referred from her chart; the coordinator asks the clinician something. */
async function amara(recorder: Recorder, coordinator: Session): Promise<void> {
  const { setHours, keep } = recorder
  setHours(-20)
  const chart = await launch(recorder, amaraId)
  const contact = { phone: '(555) 010-0145', voicemailOk: true }
  const body = { programId: oneToOne, contact, personAgreed: true } as const
  const params = await chart.call('sendReferral', { body })
  await queued(coordinator, params.referralId)
  await keep(['clinician', 'empty'], chart, 'getClinicianReferral', { params })
  await keep(['coordinator', 'empty'], coordinator, 'getCoordinatorReferral', { params })
  const question = 'Which days suit Amara best?'
  await coordinator.call('requestInformation', { params, body: { question } })
}

const queued = (coordinator: Session, referralId: string) =>
  until(async () =>
    (await coordinator.call('getQueue', {})).rows.find((row) => row.referralId === referralId),
  )
