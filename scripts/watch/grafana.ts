import type { Dashboard, Panel } from './dashboards.ts'

const [columns, width, height] = [24, 12, 8]
/** By the uid that `deploy/watch/grafana/datasources.yml` gives it. */
const datasource = { type: 'prometheus', uid: 'prometheus' }

/** A dashboard as Grafana reads it from a file. */
export function grafanaOf({ uid, title, panels }: Dashboard): object {
  return {
    uid,
    title,
    schemaVersion: 39,
    editable: false,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    panels: panels.map(panelOf),
  }
}

function panelOf({ title, unit, kind, lines }: Panel, index: number): object {
  const gridPos = {
    x: (index * width) % columns,
    y: Math.floor((index * width) / columns) * height,
    w: width,
    h: height,
  }
  return {
    id: index + 1,
    type: kind,
    title,
    datasource,
    gridPos,
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: lines.map(([expr, legendFormat], line) => ({
      refId: String.fromCharCode(65 + line),
      datasource,
      expr,
      legendFormat,
      // A bar says how it is now; a line, how it became so.
      ...(kind === 'bargauge' ? { instant: true } : { range: true }),
    })),
  }
}
