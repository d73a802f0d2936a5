/** What one picture shows. `$__rate_interval` and `$__range` are Grafana's: what the picture's scale needs. */
export type Panel = {
  readonly title: string
  readonly unit: 's' | 'short' | 'percentunit' | 'bytes' | 'ops'
  readonly kind: 'timeseries' | 'bargauge'
  /** Each line: an expression, and what a line is called by its labels. */
  readonly lines: readonly (readonly [expr: string, legend: string])[]
}

export type Dashboard = {
  /** Also the name of its file. */
  readonly uid: string
  readonly title: string
  readonly panels: readonly Panel[]
}

const rate = '$__rate_interval'

/** The share `q` of a histogram, by some of its labels. */
function share(q: number, histogram: string, by: readonly string[], over = rate): string {
  const labels = [...by, 'le'].join(', ')
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${histogram}_bucket[${over}])))`
}

/** How often a referral was asked for, per second: what things cost is told per one of them. */
const asked = 'sum(rate(careloom_referrals_total{stage="requested"}[$__range]))'
const perReferral = (sum: string) => `${sum} / ${asked}`

const care: Dashboard = {
  uid: 'careloom-care',
  title: 'Careloom: people and their referrals',
  panels: [
    {
      title: 'Referral funnel',
      unit: 'short',
      kind: 'bargauge',
      lines: [['sum by (stage) (increase(careloom_referrals_total[$__range]))', '{{stage}}']],
    },
    {
      title: 'Time to first contact',
      unit: 's',
      kind: 'timeseries',
      lines: [
        [share(0.5, 'careloom_referral_first_contact_seconds', [], '$__range'), 'half'],
        [share(0.9, 'careloom_referral_first_contact_seconds', [], '$__range'), 'nine in ten'],
      ],
    },
    {
      title: 'Wait at each stage, half of all',
      unit: 's',
      kind: 'bargauge',
      lines: [[share(0.5, 'careloom_referral_stage_seconds', ['stage'], '$__range'), '{{stage}}']],
    },
    {
      title: 'Who waits longest now, by stage',
      unit: 's',
      kind: 'timeseries',
      lines: [['max by (stage) (careloom_referral_oldest_seconds)', '{{stage}}']],
    },
    {
      title: 'Cost per referral: CPU seconds',
      unit: 's',
      kind: 'timeseries',
      lines: [
        [perReferral('sum(rate(process_cpu_seconds_total{job="careloom"}[$__range]))'), 'CPU'],
      ],
    },
    {
      title: 'Cost per referral: appends and calls',
      unit: 'short',
      kind: 'timeseries',
      lines: [
        [perReferral('sum(rate(careloom_append_seconds_count[$__range]))'), 'appends'],
        [perReferral('sum(rate(careloom_rpc_seconds_count[$__range]))'), 'calls'],
      ],
    },
  ],
}

const house: Dashboard = {
  uid: 'careloom-house',
  title: 'Careloom: the house',
  panels: [
    {
      title: 'Ready processes',
      unit: 'short',
      kind: 'timeseries',
      lines: [['sum by (service) (careloom_ready)', '{{service}}']],
    },
    {
      title: 'Doors: since they last knew all',
      unit: 's',
      kind: 'timeseries',
      lines: [['max by (instance) (careloom_door_age_seconds)', '{{instance}}']],
    },
    {
      title: 'Requests, 99 of 100, by route',
      unit: 's',
      kind: 'timeseries',
      lines: [[share(0.99, 'careloom_http_request_seconds', ['route']), '{{route}}']],
    },
    {
      title: 'Requests by status',
      unit: 'ops',
      kind: 'timeseries',
      lines: [
        [`sum by (status) (rate(careloom_http_request_seconds_count[${rate}]))`, '{{status}}'],
      ],
    },
    {
      title: 'Calls, 99 of 100, by method',
      unit: 's',
      kind: 'timeseries',
      lines: [[share(0.99, 'careloom_rpc_seconds', ['method']), '{{method}}']],
    },
    {
      title: 'Relay lag: events that the broker does not have',
      unit: 'short',
      kind: 'timeseries',
      lines: [['max by (topic) (careloom_relay_behind)', '{{topic}}']],
    },
    {
      title: 'Reaction lag: events not handled',
      unit: 'short',
      kind: 'timeseries',
      lines: [['max by (reaction) (careloom_reaction_behind)', '{{reaction}}']],
    },
    {
      title: 'Quarantine, and what waits for somebody',
      unit: 'short',
      kind: 'timeseries',
      lines: [
        ['max by (reaction) (careloom_quarantined)', 'set aside: {{reaction}}'],
        ['max by (reaction) (careloom_reaction_waiting) > 0', 'waits: {{reaction}}'],
      ],
    },
    {
      title: 'Read models: events not shown',
      unit: 'short',
      kind: 'timeseries',
      lines: [['max by (projection) (careloom_projection_behind)', '{{projection}}']],
    },
    {
      title: 'Appends, 99 of 100, by log',
      unit: 's',
      kind: 'timeseries',
      lines: [[share(0.99, 'careloom_append_seconds', ['log']), '{{log}}']],
    },
    {
      title: 'Appends: asked for, handed over, taken',
      unit: 'ops',
      kind: 'timeseries',
      lines: [
        [`sum by (log) (rate(careloom_append_seconds_count[${rate}]))`, 'asked for: {{log}}'],
        [
          `sum by (log) (rate(careloom_appends_handed_over_total[${rate}]))`,
          'handed over: {{log}}',
        ],
        [`sum by (log) (rate(careloom_appends_taken_total[${rate}]))`, 'taken: {{log}}'],
      ],
    },
    {
      title: 'Appends stored in one go, mean',
      unit: 'short',
      kind: 'timeseries',
      lines: [
        [
          `sum by (log) (rate(careloom_append_batch_sum[${rate}])) / sum by (log) (rate(careloom_append_batch_count[${rate}]))`,
          '{{log}}',
        ],
      ],
    },
    {
      title: 'Leases that changed hands in an hour',
      unit: 'short',
      kind: 'timeseries',
      lines: [['sum by (lease) (increase(careloom_lease_taken_total[1h])) > 0', '{{lease}}']],
    },
    {
      title: 'Event loop lag, 99 of 100',
      unit: 's',
      kind: 'timeseries',
      lines: [
        [
          'max by (service, instance) (nodejs_eventloop_lag_p99_seconds)',
          '{{service}} {{instance}}',
        ],
      ],
    },
    {
      title: 'Memory',
      unit: 'bytes',
      kind: 'timeseries',
      lines: [
        [
          'max by (service, instance) (process_resident_memory_bytes{job="careloom"})',
          '{{service}} {{instance}}',
        ],
      ],
    },
    {
      title: 'CPU',
      unit: 'percentunit',
      kind: 'timeseries',
      lines: [
        [
          `sum by (service) (rate(process_cpu_seconds_total{job="careloom"}[${rate}]))`,
          '{{service}}',
        ],
      ],
    },
  ],
}

export const dashboards: readonly Dashboard[] = [care, house]
