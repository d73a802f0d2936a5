import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { instruments, labels, type Instrument } from '../../packages/telemetry/src/instruments.ts'
import { alerts } from './alerts.ts'
import { dashboards } from './dashboards.ts'
import { durationText } from './durations.ts'
import { grafanaOf } from './grafana.ts'
import { rulesText } from './rules.ts'

const root = join(import.meta.dirname, '../..')
const begin = '<!-- Of the alerts: `npm run write-watch` writes this. -->'
const end = '<!-- Until here. -->'
const alertsPage = 'docs/alerts.md'

/** Each file that watches a house, as it is and as it must be. */
export function watchFiles() {
  const made: readonly (readonly [page: string, whole: string])[] = [
    ['deploy/watch/rules.yml', rulesText()],
    ...dashboards.map(
      (dashboard) =>
        [
          `deploy/watch/grafana/dashboards/${dashboard.uid}.json`,
          JSON.stringify(grafanaOf(dashboard)),
        ] as const,
    ),
    [alertsPage, alertsPageOf(textOf(alertsPage))],
  ]
  return Promise.all(
    made.map(async ([page, whole]) => {
      const file = join(root, page)
      const options = await resolveConfig(file)
      const wanted = await format(whole, { ...options, filepath: file })
      return { page, file, text: textOf(page), wanted }
    }),
  )
}

function textOf(page: string): string {
  const file = join(root, page)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

function alertsPageOf(text: string): string {
  const [before, , after] = text.split(new RegExp(`(?<=${begin})|(?=${end})`))
  if (before === undefined || after === undefined)
    throw new TypeError(`${alertsPage} must hold a line ${begin} and below it a line ${end}`)
  return [before, alertsTable(), instrumentsTable(), labelsTable(), after].join('\n\n')
}

const alertsTable = () =>
  table(
    ['alert', 'severity', 'after', 'says'],
    alerts.map(({ name, severity, for: seconds, summary }) => [
      `[${name}](#${name.toLowerCase()})`,
      severity,
      seconds === 0 ? 'at once' : durationText(seconds),
      summary.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, '_$1_'),
    ]),
  )

const instrumentsTable = () =>
  table(
    ['instrument', 'kind', 'labels', 'several processes say', 'where', 'what it says'],
    Object.entries<Instrument>(instruments).map(
      ([name, { kind, labels: of, said, where, help }]) => [
        `\`${name}\``,
        kind,
        of.join(', '),
        said === 'own' ? 'each its own' : 'the same',
        where,
        help,
      ],
    ),
  )

const labelsTable = () =>
  table(
    ['label', 'what it may say'],
    Object.entries(labels).map(([label, says]) => [label, says]),
  )

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
