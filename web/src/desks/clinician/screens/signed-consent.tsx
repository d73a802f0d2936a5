import type { ClinicianPatient, Program } from '@careloom/web-api'
import { TextInput, type TextInputProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Section } from '../../../pieces/basics.tsx'

/** The consent that a programme under 42 CFR Part 2 needs, with its elements in words (42 CFR 2.31). The person signs. */
export function SignedConsent({
  patient,
  program,
  name: signedName,
  until,
}: {
  patient: ClinicianPatient
  program: Program
  name: TextInputProps
  until: TextInputProps
}) {
  const { t } = useTranslation(['clinician', 'common'])
  const name = patient.givenName
  return (
    <Section title={t('refer.consent.title', { name })}>
      <div className="stack gap-12">
        <p className="dim">{t('refer.consent.lead', { name })}</p>
        <p className="card consent-text" data-tone="well">
          {t('refer.consent.text', {
            display: patient.display,
            hospital: patient.organizationName,
            organization: program.organizationName,
            program: program.name,
          })}
        </p>
        <TextInput
          label={t('refer.consent.name', { name })}
          autoComplete="off"
          maxLength={120}
          {...signedName}
        />
        <TextInput label={t('refer.consent.until')} type="date" {...until} />
      </div>
    </Section>
  )
}
