import type { ClinicianPatient, Program } from '@careloom/web-api'
import { Checkbox, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ReferralForm } from '../use-referral.ts'
import { SignedConsent } from './signed-consent.tsx'

/** Why, and that the person agrees. */
export function Asking({
  patient,
  program,
  form,
}: {
  patient: ClinicianPatient
  program: Program
  form: ReferralForm
}) {
  const { t } = useTranslation('clinician')
  const name = patient.givenName
  return (
    <div className="stack gap-20">
      <Textarea
        label={t('refer.why', { name })}
        description={t('refer.whyHint')}
        autosize
        minRows={2}
        maxLength={1000}
        {...form.getInputProps('reasonInOwnWords')}
      />
      <Checkbox
        label={t('refer.agreed', { name })}
        description={t('refer.agreedHint', { name })}
        aria-invalid={form.errors['personAgreed'] !== undefined}
        {...form.getInputProps('personAgreed', { type: 'checkbox' })}
      />
      {program.part2 ? (
        <SignedConsent
          patient={patient}
          program={program}
          name={form.getInputProps('consent.signedName')}
          until={form.getInputProps('consent.expiresOn')}
        />
      ) : null}
    </div>
  )
}
