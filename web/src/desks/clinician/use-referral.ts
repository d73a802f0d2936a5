import {
  part2ConsentTextVersion,
  referralRequestAt,
  type ClinicianPatient,
  type Program,
} from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { now } from '../../app/clock.ts'
import { useServerForm, written } from '../../app/form.ts'

const inOneYear = () => new Date(now() + 365 * 86_400_000).toISOString().slice(0, 10)

/** The form of a referral, as the chart fills it in, with the programme that is chosen in it. */
export function useReferral(patient: ClinicianPatient, programs: Program[]) {
  const { t } = useTranslation(['clinician', 'common'])
  const words = {
    personAgreed: t('common:field.agreed'),
    'contact.phone': t('common:field.phone'),
    'consent.expiresOn': t('refer.consent.untilLater'),
  }
  const programOf = (programId: string) =>
    programs.find(({ id }) => id === programId) ?? best(programs)
  const { form, submit } = useServerForm({
    schema: referralRequestAt(now()),
    initial: {
      programId: best(programs).id,
      reasonInOwnWords: '',
      personAgreed: false,
      contact: patient.contact,
      consent: { signedName: '', expiresOn: inOneYear() },
    },
    bodyOf: ({ programId, reasonInOwnWords, consent, ...values }) => ({
      ...values,
      programId,
      reasonInOwnWords: written(reasonInOwnWords),
      preferredLanguage: patient.preferredLanguage ?? undefined,
      ...(programOf(programId).part2
        ? { consent: { textVersion: part2ConsentTextVersion, ...consent } }
        : {}),
    }),
    says: (field) => new Map(Object.entries(words)).get(field) ?? t('common:field.required'),
  })
  return { form, submit, program: programOf(form.values.programId) }
}

export type ReferralForm = ReturnType<typeof useReferral>['form']

/** Preselected: the programme with the shortest wait. */
function best(programs: Program[]): Program {
  const wait = (program: Program) => program.expectedWaitDays ?? program.promiseHours / 24
  const [first, ...others] = programs
  if (!first) throw new TypeError('no programme to choose from')
  return others.reduce((found, other) => (wait(other) < wait(found) ? other : found), first)
}
