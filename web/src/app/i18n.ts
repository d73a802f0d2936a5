import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import * as common from '../words/common.ts'

export type Language = 'en' | 'es'
const place = 'careloom.language'

/** The same keys with other words: Spanish may not lack a sentence that English has. */
export type SameKeys<T> = { [Key in keyof T]: T[Key] extends string ? string : SameKeys<T[Key]> }

function preferred(): Language {
  const said = localStorage.getItem(place) ?? navigator.language
  return said.startsWith('es') ? 'es' : 'en'
}

export function startWords(): void {
  void i18next.use(initReactI18next).init({
    lng: preferred(),
    fallbackLng: 'en',
    ns: ['common'],
    defaultNS: 'common',
    resources: { en: { common: common.en }, es: { common: common.es } },
    interpolation: { escapeValue: false },
    returnNull: false,
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
