import { facets } from '@careloom/terminology'
import type { Reason } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { knownWords } from '../app/i18n.ts'
import { useLanguageName } from './live-text.ts'

/** Says a reason in the reader's language; a code that the screen does not know is said as the server wrote it. */
export function useReasonWords(): (reason: Reason) => string {
  const { i18n } = useTranslation()
  const language = i18n.language === 'es' ? 'es' : 'en'
  const languageName = useLanguageName()
  return ({ code, values = {}, text }) => {
    const said = { ...values }
    const spoken = said['language']
    if (spoken && /^[a-z]{2}$/.test(spoken)) said['language'] = languageName(spoken)
    const facet = Object.entries(facets).find(([facetCode]) => facetCode === said['facetCode'])?.[1]
    if (facet) said['facet'] = facet[language]
    return knownWords(`reason.${code}`, said) ?? text
  }
}

export function Reasons({ reasons, none }: { reasons: readonly Reason[]; none: string }) {
  const say = useReasonWords()
  return (
    <ul className="reasons">
      {reasons.length === 0 ? <li>{none}</li> : null}
      {reasons.map((reason) => (
        <li key={reason.code + reason.text}>{say(reason)}</li>
      ))}
    </ul>
  )
}
