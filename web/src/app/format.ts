import { useTranslation } from 'react-i18next'
import { useNow } from './use-now.ts'

const dayMs = 86_400_000

/** 12-hour clock for people, in both languages as they are written in the United States. */
const localeOf = (language: string) => (language.startsWith('es') ? 'es-US' : 'en-US')

const midnight = (at: Date) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()

/** Whole days from today; 1 is tomorrow, -1 yesterday. */
function daysAway(at: Date, nowMs: number): number {
  return Math.round((midnight(at) - midnight(new Date(nowMs))) / dayMs)
}

/** `by` is a deadline: the time alone when it is today. `clock` keeps its minutes, for a column of times. */
export type TimeForm = 'day' | 'time' | 'clock' | 'day-time' | 'by' | 'date' | 'second'

const clock: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' }

function clockWords(at: Date, locale: string): string {
  return new Intl.DateTimeFormat(locale, clock)
    .formatToParts(at)
    .map(({ type, value }) => (type === 'dayPeriod' ? spoken(value) : value))
    .join('')
}

const timeWords = (at: Date, locale: string) => clockWords(at, locale).replace(/:00(?=\s)/, '')

/** "AM" is "am" to people; Spanish keeps its points. */
const spoken = (period: string) => period.toLowerCase().replace(/ /g, ' ')

/** Says times as people say them. One formatter: no screen writes a time by itself. */
export function useTimes() {
  const { t, i18n } = useTranslation()
  const nowMs = useNow()
  const locale = localeOf(i18n.language)

  function date(at: Date): string {
    const sameYear = at.getFullYear() === new Date(nowMs).getFullYear()
    return new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      ...(sameYear ? {} : { year: 'numeric' }),
    }).format(at)
  }

  function day(at: Date): string {
    const away = daysAway(at, nowMs)
    if (away === 0) return t('time.today')
    if (away === 1) return t('time.tomorrow')
    if (away === -1) return t('time.yesterday')
    if (away > 1 && away < 7) return new Intl.DateTimeFormat(locale, { weekday: 'long' }).format(at)
    return date(at)
  }

  function say(instant: string, form: TimeForm): string {
    const at = instant.length === 10 ? new Date(`${instant}T00:00:00`) : new Date(instant)
    if (form === 'time') return timeWords(at, locale)
    if (form === 'clock') return clockWords(at, locale)
    if (form === 'day') return day(at)
    if (form === 'date') return date(at)
    if (form === 'second')
      return new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }).format(at)
    const sayTimeOnly = form === 'by' && daysAway(at, nowMs) === 0 && locale === 'en-US'
    if (sayTimeOnly) return timeWords(at, locale)
    const key = at.getHours() % 12 === 1 ? 'time.dayAtOne' : 'time.dayAt'
    return t(key, { day: day(at), time: timeWords(at, locale) })
  }

  /** How far away, in the largest unit that fits: minutes, hours or days. */
  function span(ms: number): string {
    const minutes = Math.round(Math.abs(ms) / 60_000)
    if (minutes < 60) return t('time.minutes', { count: Math.max(1, minutes) })
    if (minutes < 48 * 60) return t('time.hours', { count: Math.round(minutes / 60) })
    return t('time.days', { count: Math.round(minutes / 1440) })
  }

  function exact(instant: string): string {
    if (instant.length === 10) return date(new Date(`${instant}T00:00:00`))
    return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' }).format(
      new Date(instant),
    )
  }

  function longDay(at: number): string {
    return new Intl.DateTimeFormat(locale, {
      weekday: 'long',
      day: 'numeric',
      month: 'long',
    }).format(at)
  }

  return { say, span, exact, longDay, nowMs }
}

/** Two to nine in words, as the sentence of a screen says them; other counts as a figure. */
export function useNumberWord(): (count: number) => string {
  const { t } = useTranslation()
  const words = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const
  return (count) => {
    const word = words[count - 2]
    return word ? t(`numbers.${word}`) : String(count)
  }
}

/** A difference with its sign, a real minus among them: "−7", "+3", "0". */
export function useSigned(): (difference: number) => string {
  const { i18n } = useTranslation()
  const format = new Intl.NumberFormat(localeOf(i18n.language), {
    signDisplay: 'exceptZero',
    maximumFractionDigits: 1,
  })
  return (difference) => format.format(difference).replace('-', '−')
}

/** The first letter large, for a sentence that begins with a number or a name from elsewhere. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** "Priya, Alex and June", in the reader's language. */
export function useAnd(): (names: string[]) => string {
  const { i18n } = useTranslation()
  return (names) =>
    new Intl.ListFormat(localeOf(i18n.language), { type: 'conjunction' }).format(names)
}
