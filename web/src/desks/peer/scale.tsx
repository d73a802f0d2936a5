import { useTranslation } from 'react-i18next'

const places = [-2, -1, 0, 1, 2]
const keys = ['m2', 'm1', 'z0', 'p1', 'p2'] as const

/** Goal attainment, one rater: five places, the middle one is "as hoped". The words carry it; the dots only show distance. */
export function Scale({ who, value }: { who: string; value: number | null }) {
  const { t } = useTranslation(['peer', 'common'])
  const key = value === null ? undefined : keys[value + 2]
  return (
    <div className="scale">
      <span className="dim">{who}</span>
      <span className="scale-dots" aria-hidden>
        {places.map((at) => (
          <i key={at} data-on={at === value || undefined} data-goal={at === 0 || undefined} />
        ))}
      </span>
      <span className={key ? '' : 'dim'}>{t(`person.attainment.${key ?? 'none'}`)}</span>
    </div>
  )
}
