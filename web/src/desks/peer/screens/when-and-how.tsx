import { modality, type Modality } from '@careloom/web-api'
import { NativeSelect, TextInput } from '@mantine/core'
import { IconMapPin, IconMessage, IconPhone, IconVideo } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { localInput } from '../../../app/local-time.ts'
import { Act, Card, When } from '../../../pieces/basics.tsx'

export type Contacted = {
  readonly at: string
  readonly modality: Modality
  readonly minutes: number
}
const drawn = { phone: IconPhone, video: IconVideo, text: IconMessage, 'in-person': IconMapPin }

type Given = {
  value: Contacted
  onChange: (value: Contacted) => void
  errors: { readonly at: ReactNode; readonly minutes: ReactNode }
  /** Without it nothing took place that would have a length. */
  length: boolean
}

/** When and how, prefilled; *Change* opens the fields. */
export function WhenAndHow(given: Given) {
  const [changing, setChanging] = useState(false)
  const { errors } = given
  return changing || errors.at || errors.minutes ? (
    <WhenFields {...given} />
  ) : (
    <WhenSaid {...given} onOpen={() => setChanging(true)} />
  )
}

function WhenSaid({ value, length, onOpen }: Given & { onOpen: () => void }) {
  const { t } = useTranslation(['peer', 'common'])
  const Drawing = drawn[value.modality]
  return (
    <Card>
      <div className="row p-0">
        <Drawing size={22} aria-hidden color="var(--cl-accent)" />
        <span className="grow">
          <b className="strong">
            {length
              ? t('note.minutesOf', {
                  how: t(`common:modality.${value.modality}`),
                  minutes: value.minutes,
                })
              : t(`common:modality.${value.modality}`)}
          </b>
          <br />
          <span className="dim when-said">
            <When at={value.at} />
          </span>
        </span>
        <Act onClick={onOpen}>{t('common:change')}</Act>
      </div>
    </Card>
  )
}

function WhenFields({ value, onChange, errors, length }: Given) {
  const { t } = useTranslation(['peer', 'common'])
  return (
    <Card>
      <div className="when-fields">
        <TextInput
          type="datetime-local"
          label={t('note.when')}
          value={localInput(value.at)}
          onChange={(event) => onChange({ ...value, at: event.currentTarget.value })}
          data-path="occurredAt"
          error={errors.at}
        />
        <NativeSelect
          label={t('note.how')}
          value={value.modality}
          onChange={(event) => {
            const parsed = modality.safeParse(event.currentTarget.value)
            if (parsed.success) onChange({ ...value, modality: parsed.data })
          }}
          data={modality.options.map((option) => ({
            value: option,
            label: t(`common:modality.${option}`),
          }))}
        />
        {length ? (
          <TextInput
            type="number"
            label={t('note.minutes')}
            min={1}
            max={480}
            data-path="minutes"
            error={errors.minutes}
            value={value.minutes}
            onChange={(event) => onChange({ ...value, minutes: Number(event.currentTarget.value) })}
          />
        ) : null}
      </div>
    </Card>
  )
}
