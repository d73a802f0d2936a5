import { useTranslation } from 'react-i18next'

/** Best first, as people read a list of how it went. */
export const attainments = [2, 1, 0, -1, -2] as const
const keys = { '2': 'p2', '1': 'p1', '0': 'z0', '-1': 'm1', '-2': 'm2' } as const

/** Goal attainment in words; null is not rated yet. */
export function useAttainmentWords(): (value: number | null) => string {
  const { t } = useTranslation(['plan', 'common'])
  return (value) => {
    const known = attainments.find((each) => each === value)
    return t(`goal.attainment.${known === undefined ? 'none' : keys[known]}`)
  }
}
