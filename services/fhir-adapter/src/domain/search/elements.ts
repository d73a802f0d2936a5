import { object } from '../json.ts'

/** What a search parameter looks at, element by element, in the form it is compared in. */
export const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]
export const text = (value: unknown): string[] => (typeof value === 'string' ? [value] : [])

/** Stands in no code, id or system: between what is always searched for and what may be left out. */
export const between = '\u001f'

/** `id` and the type it belongs to. */
export function references(value: unknown): string[] {
  return list(value).flatMap((each) =>
    text(object(each)['reference']).map((reference) => {
      const [type = '', id = ''] = reference.split('/')
      return id + between + type
    }),
  )
}

/** `code` and its system, which is empty where there is none. */
export function tokens(values: unknown): string[] {
  return list(values).flatMap((value) => {
    if (typeof value === 'boolean') return [String(value) + between]
    const { system, code, value: identifier, coding } = object(value)
    if (coding !== undefined) return tokens(coding)
    const word = typeof code === 'string' ? code : identifier
    if (typeof word !== 'string') return text(value).map((each) => each + between)
    return [word + between + (typeof system === 'string' ? system : '')]
  })
}

export const fold = (value: string): string =>
  value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/**
 * Where FHIR's string search may begin to match: the start of a text and of each of its words, without case or accents.
 * What another begins with is left out, as it finds nothing more.
 */
export function words(values: readonly unknown[]): string[] {
  const all = values.flatMap(text).flatMap((each) => {
    const folded = fold(each)
    return [folded, ...folded.split(/[\s-]+/).slice(1)]
  })
  return all.filter(
    (word, i) => !all.some((other, j) => other.startsWith(word) && (other !== word || j < i)),
  )
}
