import type { UiLanguage } from '@careloom/terminology'
import type { Reader, Reason } from '../../../domain/matching/explain.ts'
import type { Phrases } from './phrases.ts'
import { english } from './sentences-en.ts'
import { spanish } from './sentences-es.ts'

const phrases: Readonly<Record<UiLanguage, Phrases>> = { en: english, es: spanish }

/** A reason in plain words for its reader. A code list of ours that lacks a word shows the code itself. */
export function sentenceOf(reason: Reason, reader: Reader, language: UiLanguage): string {
  return phrases[language].sentence(reason, reader)
}
