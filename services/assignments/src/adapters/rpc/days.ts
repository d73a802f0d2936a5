import type { UiLanguage } from '@careloom/terminology'

const weekdays = '0,1,2,3,4'
const names: Readonly<Record<UiLanguage, readonly string[]>> = {
  en: ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'],
  es: ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábados', 'domingos'],
}

/** Days (0 is Monday, in order) in words, as they follow `free`. */
export function onDays(days: readonly number[], language: UiLanguage): string {
  const isSpanish = language === 'es'
  if (days.length === 7) return isSpanish ? 'todos los días' : 'every day'
  if (days.join() === weekdays) return isSpanish ? 'entre semana' : 'on weekdays'
  const named = listed(
    days.map((day) => names[language][day] ?? ''),
    isSpanish ? 'y' : 'and',
  )
  return isSpanish ? `los ${named}` : named
}

/** A list in words: `a, b and c`. */
function listed(texts: readonly string[], and: string): string {
  if (texts.length < 2) return texts.join('')
  return `${texts.slice(0, -1).join(', ')} ${and} ${texts.at(-1) ?? ''}`
}
