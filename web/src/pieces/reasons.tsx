import type { Reason } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { knownWords } from '../app/i18n.ts'
import { useLanguageName } from './live-text.ts'

/** Says a reason in the reader's language; a code that the screen does not know is said as the server wrote it. */
export function useReasonWords(): (reason: Reason) => string {
  useTranslation()
  const languageName = useLanguageName()
  return ({ code, values = {}, text }) => {
    const said = { ...values }
    const language = said['language']
    if (language && /^[a-z]{2}$/.test(language)) said['language'] = languageName(language)
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
