import { until } from '../journey.ts'
import { launch } from './launch.ts'
import type { Desks, Recorder } from './recorder.ts'
import { chooseAlex, offered } from './referred.ts'

const dana = '0190a000-0000-7000-8000-000000000401'
const hospital = '0190a000-0000-7000-8000-000000000001'
const recoveryCoaching = '0190a000-0000-7000-8000-000000000102'

/** Consents are listed in the order of their ids, which come of these. */
const keys = {
  referral: '0190c000-0000-7000-8000-000000000001',
  consent: '0190c000-0000-7000-8000-000000000002',
}

/** From Dana's chart to Alex's desk: everybody's page while it is theirs to act. */
export async function referDana(recorder: Recorder, desks: Desks) {
  const { keep, at, setHours, settled } = recorder
  const chart = await launch(recorder, dana)
  await keep(['clinician', 'full'], chart, 'getClinicianPatient', {})
  await keep(['clinician', 'full'], chart, 'listPrograms', {})
  const expiresOn = at(180 * 24).slice(0, 10)
  const { referralId } = await chart.call(
    'sendReferral',
    {
      body: {
        programId: recoveryCoaching,
        reasonInOwnWords: 'I don’t want to be alone with this when my sister leaves.',
        contact: { phone: '(555) 010-0141', bestTimes: '3 pm to 6 pm', voicemailOk: false },
        preferredLanguage: 'es',
        personAgreed: true,
        consent: { textVersion: 'part2-consent-1', signedName: 'Dana Reyes', expiresOn },
      },
    },
    keys.referral,
  )
  await until(async () => (await desks.coordinator.call('getQueue', {})).rows[0])
  const ours = { referralId, person: desks.dana, peer: desks.alex }
  await offered(desks.coordinator, ours, ['Alex Moreno', 'Priya Nair'])
  await keep(['person', 'full'], desks.dana, 'listChoices', {})
  await chooseAlex(ours)
  setHours(-31 * 24)
  await desks.dana.call(
    'grantConsent',
    {
      body: {
        organizationId: hospital,
        categories: ['contact', 'care-team', 'goals', 'outcome-measures', 'substance-use'],
        until: expiresOn,
        textVersion: 'part2-consent-1',
        signedName: 'Dana Reyes',
      },
    },
    keys.consent,
  )
  // What Alex's yes brings to the chart is decided by the consents known then.
  await settled()
  return { referralId }
}
