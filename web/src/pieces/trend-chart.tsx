import { CompositeChart } from '@mantine/charts'
import '@mantine/charts/styles.layer.css'

export type TrendAnswer = {
  readonly day: string
  readonly score: number
  readonly low: number
  readonly high: number
}

/** A dot per answer, the line between them, and the band in which the true value likely lies. The words stand outside. */
export function TrendChart({
  answers,
  ticks,
  words,
}: {
  answers: readonly TrendAnswer[]
  ticks: number[]
  words: { readonly likely: string; readonly answer: string }
}) {
  return (
    <CompositeChart
      h={190}
      data={answers.map(({ day, score, low, high }) => ({
        day,
        answer: score,
        likely: [low, high],
      }))}
      dataKey="day"
      series={[
        { name: 'likely', type: 'area', color: 'var(--cl-band)', label: words.likely },
        { name: 'answer', type: 'line', color: 'var(--cl-accent)', label: words.answer },
      ]}
      curveType="linear"
      strokeWidth={2.5}
      withTooltip={false}
      gridAxis="x"
      tickLine="none"
      yAxisProps={{ domain: [ticks[0] ?? 0, ticks.at(-1) ?? 1], width: 30, ticks }}
      xAxisProps={{ padding: { left: 24, right: 24 } }}
      areaProps={{
        fillOpacity: 0.55,
        strokeOpacity: 0,
        dot: false,
        activeDot: false,
        isAnimationActive: false,
      }}
      lineProps={{
        isAnimationActive: false,
        label: { position: 'top', offset: 10, className: 'trend-value' },
        dot: { r: 5, strokeWidth: 0, fill: 'var(--cl-accent)' },
      }}
      composedChartProps={{
        accessibilityLayer: false,
        margin: { top: 12, right: 4, bottom: 0, left: 0 },
      }}
    />
  )
}
