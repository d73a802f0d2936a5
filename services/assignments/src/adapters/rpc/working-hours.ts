import type { UiLanguage } from '@careloom/terminology'
import { onDays } from './days.ts'
import type { WeeklySpan } from '../../domain/matching/facts.ts'

/** When a peer works, in words for the person who chooses: `Free on weekdays, 9 am to 5 pm`; undefined when nothing is known. */
export function workingHours(
  schedule: readonly WeeklySpan[],
  language: UiLanguage,
): string | undefined {
  if (schedule.length === 0) return undefined
  const daysOf = new Map<string, Set<number>>()
  for (const { day, fromMinute, toMinute } of schedule) {
    const hours = [fromMinute, toMinute].map((minute) => timeOf(minute, language))
    const key = hours.join(language === 'es' ? ' a ' : ' to ')
    daysOf.set(key, (daysOf.get(key) ?? new Set()).add(day))
  }
  const free = language === 'es' ? 'Libre' : 'Free'
  return `${free} ${[...daysOf].map(([hours, days]) => `${onDays(sorted(days), language)}, ${hours}`).join('; ')}`
}

const sorted = (days: ReadonlySet<number>) => [...days].sort((a, b) => a - b)

function timeOf(minute: number, language: UiLanguage): string {
  const [hour, rest] = [Math.floor(minute / 60), minute % 60]
  const minutes = String(rest).padStart(2, '0')
  if (language === 'es') return `${hour}:${minutes}`
  const half = hour % 24 < 12 ? 'am' : 'pm'
  return `${hour % 12 === 0 ? 12 : hour % 12}${rest === 0 ? '' : `:${minutes}`} ${half}`
}
