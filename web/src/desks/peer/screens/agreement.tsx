import { boundaryAgreement, modality, type Modality } from '@careloom/web-api'
import { Checkbox, Chip, SimpleGrid, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useServerForm } from '../../../app/form.ts'
import { Section } from '../../../pieces/basics.tsx'

/** The boundary agreement, which a yes starts with. */
export function useAgreement() {
  const { t } = useTranslation(['peer', 'common'])
  const missing = {
    contactHours: t('common:field.required'),
    channels: t('offer.mustChannel'),
    acknowledged: t('offer.mustAcknowledge'),
  }
  return useServerForm({
    schema: boundaryAgreement,
    initial: {
      contactHours: t('offer.hoursDefault'),
      channels: ['phone', 'in-person'] as Modality[],
      acknowledged: false,
    },
    bodyOf: (values) => values,
    says: (field) => new Map(Object.entries(missing)).get(field) ?? missing.contactHours,
  })
}

/** When and how the peer can be reached, and that the boundaries are theirs too. */
export function Agreement({ form }: { form: ReturnType<typeof useAgreement>['form'] }) {
  const { t } = useTranslation('peer')
  return (
    <Section title={t('offer.boundary')}>
      <div className="stack gap-16">
        <p className="dim">{t('offer.boundaryHint')}</p>
        <TextInput
          label={t('offer.hours')}
          maxLength={120}
          {...form.getInputProps('contactHours')}
        />
        <Channels
          value={form.values.channels}
          onChange={(channels) => form.setFieldValue('channels', channels)}
          error={form.errors['channels']}
        />
        <Checkbox
          label={t('offer.acknowledged')}
          description={t('offer.acknowledgedHint')}
          {...form.getInputProps('acknowledged', { type: 'checkbox' })}
        />
      </div>
    </Section>
  )
}

function Channels({
  value,
  onChange,
  error,
}: {
  value: Modality[]
  onChange: (channels: Modality[]) => void
  error: ReactNode
}) {
  const { t } = useTranslation(['peer', 'common'])
  const choose = (values: string[]) =>
    onChange(modality.options.filter((option) => values.includes(option)))
  return (
    <fieldset className="plain-set" data-path="channels" tabIndex={-1}>
      <legend>{t('offer.channels')}</legend>
      <Chip.Group multiple value={value} onChange={choose}>
        <SimpleGrid cols={2} spacing={8} verticalSpacing={8}>
          {modality.options.map((option) => (
            <Chip key={option} value={option}>
              {t(`common:modality.${option}`)}
            </Chip>
          ))}
        </SimpleGrid>
      </Chip.Group>
      {error ? (
        <p role="alert" className="needs">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}
