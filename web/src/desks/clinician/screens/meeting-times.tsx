import { dayPart, type Contact } from '@careloom/web-api'
import { Chip, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'

type Times = NonNullable<Contact['meetingTimes']>

const days = [0, 1, 2, 3, 4, 5, 6]
/** A week that begins on a Monday, so that the names of days come from the reader's own calendar. */
const monday = Date.UTC(2026, 0, 5)
const dayMs = 86_400_000

function useDayName(): (day: number) => string {
  const { i18n } = useTranslation()
  const format = new Intl.DateTimeFormat(i18n.language, { weekday: 'short', timeZone: 'UTC' })
  return (day) => format.format(new Date(monday + day * dayMs))
}

/** When the person can meet, in a line; empty when nothing was said. */
export function useMeetingWords(): (times: Times | undefined) => string {
  const { t } = useTranslation('clinician')
  const dayName = useDayName()
  return (times) =>
    times === undefined
      ? ''
      : [...times.days.map(dayName), ...times.parts.map((part) => t(`refer.part.${part}`))].join(
          ', ',
        )
}

/** Days and parts of a day, as people say it; with none pressed, any time is fine. */
export function MeetingTimes({
  times = { days: [], parts: [] },
  onTimes,
}: {
  times: Times | undefined
  onTimes: (times: Times) => void
}) {
  const { t } = useTranslation('clinician')
  const dayName = useDayName()
  return (
    <fieldset className="plain-set">
      <legend>{t('refer.meet')}</legend>
      <p className="small dim mb-8">{t('refer.meetHint')}</p>
      <Choices
        value={times.days.map(String)}
        options={days.map((day) => [String(day), dayName(day)])}
        onChange={(chosen) =>
          onTimes({ ...times, days: days.filter((day) => chosen.has(String(day))) })
        }
      />
      <Choices
        value={times.parts}
        options={dayPart.options.map((part) => [part, t(`refer.part.${part}`)])}
        onChange={(chosen) =>
          onTimes({ ...times, parts: dayPart.options.filter((part) => chosen.has(part)) })
        }
      />
    </fieldset>
  )
}

function Choices({
  value,
  options,
  onChange,
}: {
  value: readonly string[]
  options: readonly (readonly [string, string])[]
  onChange: (chosen: ReadonlySet<string>) => void
}) {
  return (
    <Chip.Group multiple value={[...value]} onChange={(chosen) => onChange(new Set(chosen))}>
      <Group gap={8} mb={8}>
        {options.map(([option, label]) => (
          <Chip key={option} value={option}>
            {label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  )
}
