import { useAttainmentWords } from '../../../plan/attainment.ts'

const places = [-2, -1, 0, 1, 2]

/** Goal attainment, one rater: five places, the middle one is "as hoped". The words carry it; the dots only show distance. */
export function Scale({ who, value }: { who: string; value: number | null }) {
  const say = useAttainmentWords()
  return (
    <div className="scale">
      <span className="dim">{who}</span>
      <span className="scale-dots" aria-hidden>
        {places.map((at) => (
          <i key={at} data-on={at === value || undefined} data-goal={at === 0 || undefined} />
        ))}
      </span>
      <span className={value === null ? 'dim' : ''}>{say(value)}</span>
    </div>
  )
}
