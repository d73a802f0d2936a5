import type { Localized } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'

/** Words that come in the languages that they were verified in: the reader's, else English and marked as that (WCAG 3.1.2). */
export function Said({ words }: { words: Localized }) {
  const spanish = useSpanish()
  if (!spanish) return words.en
  return words.es ? words.es : <span lang="en">{words.en}</span>
}

/** Whether a text is shown in another language than the reader's. */
export function useForeign(): (words: Localized) => boolean {
  const spanish = useSpanish()
  return ({ es }) => spanish && !es
}

function useSpanish(): boolean {
  return useTranslation().i18n.language.startsWith('es')
}
