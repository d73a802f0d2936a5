import type { Reason } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { useLanguageName } from './live-text.ts'

/** Says a reason in the reader's language; a code that the screen does not know is said as the server wrote it. */
export function useReasonWords(): (reason: Reason) => string {
  const { i18n } = useTranslation()
  const languageName = useLanguageName()
  return ({ code, values = {}, text }) => {
    const key = `reason.${code}`
    if (!i18n.exists(key)) return text
    const said = { ...values }
    if (/^[a-z]{2}$/.test(said['language'] ?? '')) said['language'] = languageName(said['language'] ?? '')
    const words = i18n.t(key, said)
    // A value that the server did not send would leave a hole in the sentence.
    return words.includes('{{') ? text : words
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
