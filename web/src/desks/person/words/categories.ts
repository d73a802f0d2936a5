import type { Sharing } from '@careloom/web-api'
import { useTranslation } from 'react-i18next'
import { useAnd } from '../../../app/format.ts'

/** "your goals and your notes". */
export function useCategoryWords(): (categories: Sharing['categories']) => string {
  const { t } = useTranslation(['person', 'common'])
  const and = useAnd()
  return (categories) => and(categories.map((category) => t(`category.${category}`)))
}
