import { hour, minute } from './durations.ts'

/** Something that whoever runs the house is told. What it means and what to do has a section in `docs/alerts.md` under its name. */
export type Alert = {
  readonly name: `Careloom${string}`
  /** What is wrong, in a sentence; may name the labels that the expression leaves. */
  readonly summary: string
  readonly expr: string
  /** How long it has to be so; seconds. */
  readonly for: number
  /** `page`: somebody looks now. `ticket`: somebody looks today. */
  readonly severity: 'page' | 'ticket'
}

/** What was counted in the last quarter of an hour, the first time too: a counter that was not there before is no increase. */
const counted = (sum: string, counter: string) =>
  `${sum} (${counter}) > (${sum} (${counter} offset 15m) or 0 * ${sum} (${counter}))`

/** It never was nothing: a moment's work is behind at one moment only. */
const alwaysBehind = (largest: string) => `min_over_time((${largest})[10m:1m]) > 0`

export const alerts: readonly Alert[] = [
  {
    name: 'CareloomProcessAway',
    summary: '{{ $labels.service }} at {{ $labels.instance }} does not answer',
    expr: 'up{job="careloom"} == 0',
    for: 2 * minute,
    severity: 'page',
  },
  {
    name: 'CareloomNotReady',
    summary: '{{ $labels.service }} at {{ $labels.instance }} cannot do its work',
    expr: 'min by (service, instance) (careloom_ready) == 0',
    for: 5 * minute,
    severity: 'page',
  },
  {
    name: 'CareloomReadOnly',
    summary: '{{ $labels.service }} at {{ $labels.instance }} takes no writes',
    expr: 'max by (service, instance) (careloom_read_only) == 1',
    for: minute,
    severity: 'page',
  },
  {
    name: 'CareloomDoorLate',
    summary:
      'The door at {{ $labels.instance }} cannot say that it knows what was revoked, and is shut',
    expr: 'max by (instance) (careloom_door_age_seconds) > 1',
    for: minute,
    severity: 'page',
  },
  {
    name: 'CareloomRequestsFail',
    summary: 'More than one in twenty requests to {{ $labels.route }} fails',
    expr: 'sum by (route) (rate(careloom_http_request_seconds_count{status=~"5.."}[5m])) / sum by (route) (rate(careloom_http_request_seconds_count[5m])) > 0.05',
    for: 5 * minute,
    severity: 'page',
  },
  {
    name: 'CareloomRequestsSlow',
    summary: 'One in a hundred requests to {{ $labels.route }} takes longer than a second',
    expr: 'histogram_quantile(0.99, sum by (route, le) (rate(careloom_http_request_seconds_bucket{route!~"/api/events"}[10m]))) > 1',
    for: 10 * minute,
    severity: 'ticket',
  },
  {
    name: 'CareloomCallsFail',
    summary: 'Calls of {{ $labels.method }} fail with {{ $labels.code }}',
    expr: 'sum by (method, code) (rate(careloom_rpc_seconds_count{code=~"CL_.*"}[5m])) > 0.1',
    for: 5 * minute,
    severity: 'ticket',
  },
  {
    name: 'CareloomAppendsFail',
    summary: 'Nothing can be written in the log of {{ $labels.log }}: {{ $labels.code }}',
    expr: 'sum by (log, code) (rate(careloom_append_seconds_count{code=~"CL_STORE_.*|CL_RECORD_DAMAGED|CL_INTERNAL"}[5m])) > 0',
    for: 2 * minute,
    severity: 'page',
  },
  {
    name: 'CareloomAppendsSlow',
    summary:
      'One in a hundred appends to the log of {{ $labels.log }} takes longer than half a second',
    expr: 'histogram_quantile(0.99, sum by (log, le) (rate(careloom_append_seconds_bucket{code="ok"}[10m]))) > 0.5',
    for: 10 * minute,
    severity: 'ticket',
  },
  {
    name: 'CareloomLeaseIdle',
    summary: 'Nobody does what one process has to: {{ $labels.lease }}',
    expr: 'max by (lease) (careloom_lease_held) == 0',
    for: 2 * minute,
    severity: 'page',
  },
  {
    name: 'CareloomLeaseTwice',
    summary: 'Two processes say that they do what only one may: {{ $labels.lease }}',
    expr: 'sum by (lease) (careloom_lease_held) > 1',
    for: 2 * minute,
    severity: 'ticket',
  },
  {
    name: 'CareloomLeaseRestless',
    summary: 'What one process has to do goes from one to the next: {{ $labels.lease }}',
    expr: 'sum by (lease) (increase(careloom_lease_taken_total[30m])) > 6',
    for: minute,
    severity: 'ticket',
  },
  {
    name: 'CareloomRelayBehind',
    summary: 'The broker does not get what is published on {{ $labels.topic }}',
    expr: alwaysBehind('max by (topic) (careloom_relay_behind)'),
    for: minute,
    severity: 'page',
  },
  {
    name: 'CareloomReactionBehind',
    summary: 'Nothing is done about what happened: {{ $labels.reaction }} lags behind',
    // One that waits for somebody is behind for as long, and is told of by itself.
    expr: `${alwaysBehind('max by (reaction) (careloom_reaction_behind)')} unless on (reaction) max by (reaction) (careloom_reaction_waiting) > 0`,
    for: minute,
    severity: 'page',
  },
  {
    name: 'CareloomReactionStands',
    summary: '{{ $labels.reaction }} stands still at an event that it cannot read',
    expr: 'max by (reaction) (careloom_reaction_standing) == 1',
    for: 2 * minute,
    severity: 'page',
  },
  {
    name: 'CareloomReactionWaits',
    summary: '{{ $labels.reaction }} waits for somebody who is away',
    expr: 'max by (reaction) (careloom_reaction_waiting) > 0',
    for: 15 * minute,
    severity: 'ticket',
  },
  {
    name: 'CareloomSetAside',
    summary: '{{ $labels.reaction }} has set messages aside',
    expr: 'max by (reaction) (careloom_quarantined) > 0',
    for: minute,
    severity: 'ticket',
  },
  {
    name: 'CareloomReadModelStands',
    summary: '{{ $labels.projection }} stands still at {{ $labels.instance }}',
    expr: 'max by (instance, projection) (careloom_projection_standing) == 1',
    for: 2 * minute,
    severity: 'page',
  },
  {
    name: 'CareloomReadModelBehind',
    summary: '{{ $labels.projection }} shows a past at {{ $labels.instance }}',
    expr: alwaysBehind('max by (instance, projection) (careloom_projection_behind)'),
    for: minute,
    severity: 'ticket',
  },
  {
    name: 'CareloomMessagesRefused',
    summary: 'Messages on {{ $labels.topic }} are not believed: {{ $labels.code }}',
    expr: counted('sum by (topic, code)', 'careloom_messages_refused_total'),
    for: 0,
    severity: 'page',
  },
  {
    name: 'CareloomCallsRefused',
    summary:
      '{{ $labels.caller }} asked what it may not: {{ $labels.method }}, {{ $labels.reason }}',
    expr: counted('sum by (caller, method, reason)', 'careloom_calls_refused_total'),
    for: 0,
    severity: 'page',
  },
  {
    name: 'CareloomEventLoopLate',
    summary: 'The process at {{ $labels.instance }} has more to do than it can',
    expr: 'max by (service, instance) (nodejs_eventloop_lag_p99_seconds) > 0.2',
    for: 10 * minute,
    severity: 'ticket',
  },
  {
    name: 'CareloomReferralWaits',
    summary: 'Somebody waits longer than three days at the stage {{ $labels.stage }}',
    expr: `max by (stage) (careloom_referral_oldest_seconds{stage=~"requested|information-requested|accepted"}) > ${72 * hour}`,
    for: 10 * minute,
    severity: 'ticket',
  },
]
