import { facets, languageWords } from '@careloom/terminology'
import type { UiLanguage, Words } from '@careloom/terminology'

const facetWords: Readonly<Record<string, Words>> = facets

/** A list in words: `a, b and c`. */
export function listed(texts: readonly string[], and: string): string {
  if (texts.length < 2) return texts.join('')
  return `${texts.slice(0, -1).join(', ')} ${and} ${texts.at(-1) ?? ''}`
}

export function facetsIn(codes: readonly string[], language: UiLanguage): readonly string[] {
  return codes.map((code) => wordsOf(facetWords, code, language))
}

export function languagesIn(codes: readonly string[], language: UiLanguage): readonly string[] {
  return codes.map((code) => wordsOf(languageWords, code, language))
}

function wordsOf(
  table: Readonly<Record<string, Words>>,
  code: string,
  language: UiLanguage,
): string {
  return Object.hasOwn(table, code) ? (table[code]?.[language] ?? code) : code
}
