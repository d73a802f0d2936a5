import { supportKind, type PeerPerson, type SupportKind } from '@careloom/web-api'
import { Chip, SimpleGrid, Switch } from '@mantine/core'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useId, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Line, Section } from '../../../pieces/basics.tsx'

/** What kind of support it was. */
export function Kinds({
  value,
  onChange,
  error,
}: {
  value: SupportKind[]
  onChange: (kinds: SupportKind[]) => void
  /** What is missing, in words. */
  error: ReactNode
}) {
  const { t } = useTranslation(['peer', 'common'])
  const hint = useId()
  const choose = (values: string[]) =>
    onChange(supportKind.options.filter((option) => values.includes(option)))
  return (
    <fieldset
      className="plain-set"
      data-path="kinds"
      tabIndex={-1}
      aria-describedby={error ? hint : undefined}
    >
      <legend>{t('note.kind')}</legend>
      {error ? (
        <p id={hint} role="alert" className="needs field-error">
          {error}
        </p>
      ) : null}
      <Chip.Group multiple value={value} onChange={choose}>
        <SimpleGrid cols={2} spacing={8} verticalSpacing={8}>
          {supportKind.options.map((kind) => (
            <Chip key={kind} value={kind}>
              {t(`note.kinds.${kind}`)}
            </Chip>
          ))}
        </SimpleGrid>
      </Chip.Group>
    </fieldset>
  )
}

/** Defaults from the person's own switches: what they closed cannot be opened here. */
export function Readers({
  person,
  share,
  onShare,
}: {
  person: PeerPerson
  share: boolean
  onShare: (share: boolean) => void
}) {
  const { t } = useTranslation(['peer', 'common'])
  const { hospital, givenName: name } = person
  return (
    <Section title={t('note.read')}>
      <div className="stack gap-12">
        <Line icon={IconEye}>{t('note.always', { name })}</Line>
        {hospital?.mayReadNotes ? (
          <Switch
            checked={share}
            onChange={(event) => onShare(event.currentTarget.checked)}
            label={t('note.hospital', { hospital: hospital.name })}
            description={t('note.hospitalHint', { name })}
          />
        ) : (
          <Line icon={IconEyeOff}>
            {hospital
              ? t('note.notHospital', { hospital: hospital.name, name })
              : t('note.noHospital')}
          </Line>
        )}
      </div>
    </Section>
  )
}
