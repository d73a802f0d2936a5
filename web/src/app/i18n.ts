import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import * as common from '../words/common.ts'

export type Language = 'en' | 'es'
const place = 'careloom.language'

function preferred(): Language {
  const said = localStorage.getItem(place) ?? navigator.language
  return said.startsWith('es') ? 'es' : 'en'
}

/** A sentence that ends with "p. m." has its full stop already. */
const oneStop = {
  type: 'postProcessor' as const,
  name: 'one-stop',
  process: (words: string) => words.replace(/\.\.(?!\.)/g, '.'),
}

export function startWords(): void {
  void i18next
    .use(initReactI18next)
    .use(oneStop)
    .init({
      lng: preferred(),
      fallbackLng: 'en',
      ns: ['common'],
      defaultNS: 'common',
      resources: { en: { common: common.en }, es: { common: common.es } },
      interpolation: { escapeValue: false },
      returnNull: false,
      postProcess: ['one-stop'],
    })
  document.documentElement.lang = i18next.language
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language
  })
}

/** A desk brings its own words when it is loaded. */
export function addWords(name: string, words: { en: object; es: object }): void {
  i18next.addResourceBundle('en', name, words.en)
  i18next.addResourceBundle('es', name, words.es)
}

export function speak(language: Language): void {
  localStorage.setItem(place, language)
  void i18next.changeLanguage(language)
}

/** Words for a key that came from the server; null when there are none, or when a value for them is missing. */
export function knownWords(
  key: string,
  values: Readonly<Record<string, string>> = {},
): string | null {
  if (!i18next.exists(key)) return null
  const say = i18next.t as (key: string, values: object) => string
  const words = say(key, values)
  return words.includes('{{') ? null : words
}
