import { alerts, type Alert } from './alerts.ts'
import { durationText } from './durations.ts'

/** The rules as Prometheus reads them. Text in JSON's quotes is text in YAML's. */
export function rulesText(): string {
  return [
    '# Made of scripts/watch/alerts.ts: `npm run write-watch` writes this.',
    'groups:',
    '  - name: careloom',
    '    rules:',
    ...alerts.map(ruleOf),
    '',
  ].join('\n')
}

function ruleOf({ name, expr, summary, severity, for: seconds }: Alert): string {
  return `      - alert: ${name}
        expr: ${JSON.stringify(expr)}
        for: ${durationText(seconds)}
        labels: { severity: ${severity} }
        annotations:
          summary: ${JSON.stringify(summary)}
          what_to_do: docs/alerts.md#${name.toLowerCase()}`
}
