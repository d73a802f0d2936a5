import type { Reason } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { valuesInWords } from '../../pieces/reason-values.ts'

/** Says a reason as this desk's reader may hear it. */
export function useReasonWords(): (reason: Reason) => string {
  const { t, i18n } = useTranslation('coordinator')
  return (reason) => t(`why.${reason.code}`, { ...valuesInWords(reason, i18n.language) })
}
