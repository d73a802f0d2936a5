import { facets, type Reason } from '@careloom/web-api'

/** What the sentence of a reason is filled with. */
export type ReasonValues = {
  readonly facets: string
  readonly languages: string
  readonly days: string
  readonly skills: string
  readonly active: string
  readonly limit: string
  readonly count: number
}

/** The values of a reason in words of a language: names of experiences, languages and days instead of their codes. */
export function valuesInWords({ values }: Reason, language: string): ReasonValues {
  const spoken = language.startsWith('es') ? 'es' : 'en'
  const codes = (name: string) => values[name]?.split(' ').filter((code) => code !== '') ?? []
  return {
    facets: listed(
      codes('facets').map((code) => facetWords(code, spoken)),
      spoken,
    ),
    languages: listed(
      codes('languages').map((code) => languageWords(code, spoken)),
      spoken,
    ),
    days: daysInWords(codes('days').map(Number), spoken),
    skills: listed(values['skills']?.split(', ') ?? [], spoken),
    active: values['active'] ?? '',
    limit: values['limit'] ?? '',
    count: Number(values['count'] ?? 0),
  }
}

type Spoken = 'en' | 'es'

const listed = (words: readonly string[], language: Spoken): string =>
  new Intl.ListFormat(language === 'es' ? 'es-US' : 'en-US').format(words)

const facetWords = (code: string, language: Spoken): string =>
  Object.entries(facets).find(([each]) => each === code)?.[1][language] ?? code

/** A code that no calendar of languages knows is shown as itself. */
function languageWords(code: string, language: Spoken): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}

const dayNames: Readonly<Record<Spoken, readonly string[]>> = {
  en: ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'],
  es: ['lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábados', 'domingos'],
}
const weekdays = '0,1,2,3,4'

/** Days (0 is Monday, in order) as they follow `free`. */
function daysInWords(days: readonly number[], language: Spoken): string {
  const isSpanish = language === 'es'
  if (days.length === 7) return isSpanish ? 'todos los días' : 'every day'
  if (days.join() === weekdays) return isSpanish ? 'entre semana' : 'on weekdays'
  const named = listed(
    days.map((day) => dayNames[language][day] ?? ''),
    language,
  )
  return isSpanish ? `los ${named}` : named
}
