import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { instruments, type Instrument } from '../../packages/telemetry/src/instruments.ts'
import { processMetrics } from '../../packages/telemetry/src/metrics.ts'
import { alerts } from './alerts.ts'
import { dashboards } from './dashboards.ts'
import { selectedBy, type Selected } from './promql.ts'
import { watchFiles } from './watch-files.ts'

/** What Prometheus says of every series that it scrapes, by `deploy/watch/prometheus.yml`. */
const ofTargets = ['job', 'service', 'instance']
/** What Prometheus itself measures of who it scrapes. */
const ofPrometheus = 'up'

type Series = { readonly labels: readonly string[]; readonly isCounter: boolean }

const lines = dashboards.flatMap(({ panels }) => panels.flatMap((panel) => panel.lines))
/** Every expression, with the text that names labels of what it answers. */
const expressions: readonly (readonly [expr: string, telling: string])[] = [
  ...alerts.map(({ expr, summary }) => [expr, summary] as const),
  ...lines,
]

/** Every series that a house has: those of the instruments, and Node's as they are. */
async function everySeries(): Promise<ReadonlyMap<string, Series>> {
  const ofNode = (await processMetrics().registry.getMetricsAsJSON()).map(
    ({ name, type }) => [name, { labels: [], isCounter: String(type) === 'counter' }] as const,
  )
  const own = Object.entries<Instrument>(instruments).flatMap(([name, instrument]) =>
    seriesOf(name, instrument),
  )
  return new Map<string, Series>([
    ...ofNode,
    ...own,
    [ofPrometheus, { labels: [], isCounter: false }],
  ])
}

function seriesOf(
  name: string,
  { kind, labels }: Instrument,
): readonly (readonly [string, Series])[] {
  if (kind !== 'histogram') return [[name, { labels, isCounter: kind === 'counter' }]]
  const isCounter = true
  return [
    [`${name}_bucket`, { labels: [...labels, 'le'], isCounter }],
    [`${name}_sum`, { labels, isCounter }],
    [`${name}_count`, { labels, isCounter }],
  ]
}

/** What is wrong with how an expression reads a metric. */
function wrongIn(selected: Selected, all: ReadonlyMap<string, Series>): readonly string[] {
  const { metric, matched, grouped, aggregation, functions } = selected
  const series = all.get(metric)
  if (series === undefined) return [`${metric} is not measured`]
  const known = [...series.labels, ...ofTargets]
  const unknown = [...matched, ...grouped].filter((label) => !known.includes(label))
  const isRated = functions.some((name) => name === 'rate' || name === 'increase')
  const said = Object.entries<Instrument>(instruments).find(([name]) => name === metric)?.[1].said
  return [
    ...unknown.map((label) => `${metric} has no label ${label}`),
    ...(isRated && !series.isCounter ? [`${metric} does not count`] : []),
    ...(metric.endsWith('_bucket') && !grouped.includes('le') ? [`${metric} needs le`] : []),
    ...(said === 'alike' && aggregation !== 'max' ? [`${metric} is said alike: the largest`] : []),
  ]
}

const wrongOf = async (expr: string) => {
  const all = await everySeries()
  return selectedBy(expr).flatMap((selected) => wrongIn(selected, all))
}

describe('what watches a house', () => {
  it('reads only what is measured, by labels that it has, as it may be put together', async () => {
    const wrong = await Promise.all(expressions.map(([expr]) => wrongOf(expr)))
    assert.deepEqual(wrong.flat(), [])
    assert.ok(expressions.every(([expr]) => selectedBy(expr).length > 0))
  })
  it('tells by labels only what its expression leaves', () => {
    for (const [expr, telling] of expressions) {
      const named = [...telling.matchAll(/\{\{ ?(?:\$labels\.)?(\w+) ?\}\}/g)].map(
        ([, label = '']) => label,
      )
      const [first] = selectedBy(expr)
      const left = first?.aggregation === undefined ? ofTargets : first.grouped
      assert.deepEqual(
        named.filter((label) => !left.includes(label)),
        [],
        expr,
      )
    }
  })
  it('would be told what is wrong in it', async () => {
    for (const [expr, wrong] of [
      ['careloom_nothing', 'careloom_nothing is not measured'],
      ['careloom_append_seconds', 'careloom_append_seconds is not measured'],
      ['sum by (topic) (careloom_ready)', 'careloom_ready has no label topic'],
      ['careloom_ready{topic="x"}', 'careloom_ready has no label topic'],
      [
        'sum by (topic) (careloom_relay_behind)',
        'careloom_relay_behind is said alike: the largest',
      ],
      ['rate(careloom_ready[5m])', 'careloom_ready does not count'],
      [
        'histogram_quantile(0.5, sum(rate(careloom_append_seconds_bucket[5m])))',
        'careloom_append_seconds_bucket needs le',
      ],
    ] as const)
      assert.deepEqual(await wrongOf(expr), [wrong])
    for (const expr of ['sum by (', 'max(careloom_ready) by', 'rate(careloom_ready[5])('])
      assert.throws(() => selectedBy(expr), SyntaxError)
  })
  it('is as it is declared (`npm run write-watch`)', async () => {
    const stale = (await watchFiles()).filter(({ text, wanted }) => text !== wanted)
    assert.deepEqual(
      stale.map(({ page }) => page),
      [],
    )
  })
  it('watches every instrument', () => {
    const read = expressions.flatMap(([expr]) => selectedBy(expr).map(({ metric }) => metric))
    const isRead = (name: string) =>
      read.some((metric) => metric === name || metric.startsWith(`${name}_`))
    assert.deepEqual(
      Object.keys(instruments).filter((name) => !isRead(name)),
      [],
    )
  })
})

describe('the page of the alerts', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/alerts.md'), 'utf8')
  it('has a section for each alert that says what it means and what to do, and for no other', () => {
    const sections = page
      .split(/^## /m)
      .slice(1)
      .filter((section) => section.startsWith('Careloom'))
    assert.deepEqual(
      sections.map((section) => section.split('\n')[0]),
      alerts.map(({ name }) => name),
    )
    for (const section of sections) {
      assert.match(section, /^\*\*It means\*\* \S/m)
      assert.match(section, /^\*\*Do\*\* \S/m)
    }
  })
})
