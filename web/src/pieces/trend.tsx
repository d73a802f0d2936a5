import type { OutcomeLine } from '@careloom/web-api'
import { VisuallyHidden } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimes } from '../app/format.ts'

/** Recharts is the heaviest thing in the app: it comes only with the first trend, into a box that has its size. */
const TrendChart = lazy(() =>
  import('./trend-chart.tsx').then((module) => ({ default: module.TrendChart })),
)

export function Trend({ line }: { line: OutcomeLine }) {
  const { t } = useTranslation()
  const { say } = useTimes()
  const third = (line.max - line.min) / 3
  const ticks = [0, 1, 2, 3].map((at) => Math.round(line.min + third * at))
  const answers = line.answers.map((answer) => ({ ...answer, day: say(answer.on, 'date') }))
  return (
    <figure className="trend" aria-label={line.name}>
      <div className="trend-box" aria-hidden>
        <Suspense fallback={null}>
          <TrendChart
            answers={answers}
            ticks={ticks}
            words={{ likely: t('trend.likely'), answer: t('trend.answer') }}
          />
        </Suspense>
      </div>
      <VisuallyHidden>
        <table>
          <caption>{line.name}</caption>
          <thead>
            <tr>
              <th scope="col">{t('trend.when')}</th>
              <th scope="col">{t('trend.answer')}</th>
              <th scope="col">{t('trend.likely')}</th>
            </tr>
          </thead>
          <tbody>
            {answers.map(({ on, day, score, low, high }) => (
              <tr key={on}>
                <th scope="row">{day}</th>
                <td>{score}</td>
                <td>{t('trend.between', { low: Math.round(low), high: Math.round(high) })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </figure>
  )
}
