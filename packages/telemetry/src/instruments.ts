/** What a label may say: words of the code and of its contracts, so few that each can be a line of its own. Never who somebody is. */
export const labels = {
  caller: 'a service that asks another',
  code: 'what came of it: `ok`, `refused`, or a stable code',
  lease: 'what only one process does at a time',
  log: 'the service whose log it is',
  method: 'a method of a contract, or of HTTP',
  projection: 'a read model, by its service and its name',
  reaction: 'a reaction',
  reason: 'why a caller was refused',
  route: 'the pattern of an address',
  stage: 'the status of a referral',
  status: 'a status of HTTP',
  topic: 'what a service publishes',
} as const
export type Label = keyof typeof labels

/** Something that is measured. */
export type Instrument = {
  /** One sentence: of what, and when it is not said. */
  readonly help: string
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly unit:
    'appends' | 'calls' | 'events' | 'keys' | 'messages' | 'referrals' | 'seconds' | 'times' | 'yes'
  readonly labels: readonly Label[]
  /** Upper bounds; of a histogram alone. */
  readonly buckets?: readonly number[]
  /** `own`: each process says its part, and the sum is right. `alike`: all who say it say the same, and the largest is right. */
  readonly said: 'own' | 'alike'
  /** Where it can be found at all. */
  readonly where: 'everywhere' | 'cluster' | 'referrals'
}

const quick = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5]
const [hour, day] = [3_600, 86_400]
const days = [hour, 4 * hour, day, 2 * day, 3 * day, 7 * day, 14 * day, 30 * day, 90 * day]

/** Everything that is measured, by its name: whoever measures, watches or tells of it takes it from here. */
export const instruments = {
  careloom_http_request_seconds: {
    help: 'How long requests took',
    kind: 'histogram',
    unit: 'seconds',
    labels: ['method', 'route', 'status'],
    buckets: quick,
    said: 'own',
    where: 'everywhere',
  },
  careloom_rpc_seconds: {
    help: 'How long calls of a service took, at whoever answers them',
    kind: 'histogram',
    unit: 'seconds',
    labels: ['method', 'code'],
    buckets: quick,
    said: 'own',
    where: 'everywhere',
  },
  careloom_calls_refused_total: {
    help: 'Calls refused because of who made them',
    kind: 'counter',
    unit: 'calls',
    labels: ['caller', 'method', 'reason'],
    said: 'own',
    where: 'everywhere',
  },
  careloom_messages_refused_total: {
    help: 'Messages from the broker that were not believed or could not be read',
    kind: 'counter',
    unit: 'messages',
    labels: ['topic', 'code'],
    said: 'own',
    where: 'cluster',
  },
  careloom_ready: {
    help: 'Whether the process can do its work: 1 or 0',
    kind: 'gauge',
    unit: 'yes',
    labels: [],
    said: 'own',
    where: 'everywhere',
  },
  careloom_read_only: {
    help: 'Whether logs take no writes until what stores them is mended: 1 or 0',
    kind: 'gauge',
    unit: 'yes',
    labels: [],
    said: 'own',
    where: 'everywhere',
  },
  careloom_append_seconds: {
    help: 'How long appends took, as whoever asked for them waited',
    kind: 'histogram',
    unit: 'seconds',
    labels: ['log', 'code'],
    buckets: quick,
    said: 'own',
    where: 'everywhere',
  },
  careloom_append_batch: {
    help: 'Appends that were stored in one go',
    kind: 'histogram',
    unit: 'appends',
    labels: ['log'],
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    said: 'own',
    where: 'cluster',
  },
  careloom_appends_handed_over_total: {
    help: 'Appends that another process, which holds the log, has written or refused for this one',
    kind: 'counter',
    unit: 'appends',
    labels: ['log'],
    said: 'own',
    where: 'cluster',
  },
  careloom_appends_taken_total: {
    help: 'Appends that others handed over to this process',
    kind: 'counter',
    unit: 'appends',
    labels: ['log'],
    said: 'own',
    where: 'cluster',
  },
  careloom_lease_held: {
    help: 'Whether this process does what only one does at a time, as far as it has heard: 1 or 0',
    kind: 'gauge',
    unit: 'yes',
    labels: ['lease'],
    said: 'own',
    where: 'everywhere',
  },
  careloom_lease_taken_total: {
    help: 'How often this process began to do what only one does at a time',
    kind: 'counter',
    unit: 'times',
    labels: ['lease'],
    said: 'own',
    where: 'everywhere',
  },
  careloom_projection_behind: {
    help: 'Events that a read model of this process has not seen yet',
    kind: 'gauge',
    unit: 'events',
    labels: ['projection'],
    said: 'alike',
    where: 'everywhere',
  },
  careloom_projection_standing: {
    help: 'Whether a read model of this process stands still at an event: 1 or 0',
    kind: 'gauge',
    unit: 'yes',
    labels: ['projection'],
    said: 'alike',
    where: 'everywhere',
  },
  careloom_relay_behind: {
    help: 'Events of a topic that the broker does not have yet, said by whoever sends them',
    kind: 'gauge',
    unit: 'events',
    labels: ['topic'],
    said: 'alike',
    where: 'cluster',
  },
  careloom_reaction_behind: {
    help: 'Events that a reaction has neither handled nor set aside yet, said by whoever runs it',
    kind: 'gauge',
    unit: 'events',
    labels: ['reaction'],
    said: 'alike',
    where: 'everywhere',
  },
  careloom_reaction_standing: {
    help: 'Whether a reaction stands still at an event: 1 or 0, said by whoever runs it',
    kind: 'gauge',
    unit: 'yes',
    labels: ['reaction'],
    said: 'alike',
    where: 'everywhere',
  },
  careloom_reaction_waiting: {
    help: 'Keys of a reaction that wait for somebody who is away, said by whoever runs it',
    kind: 'gauge',
    unit: 'keys',
    labels: ['reaction'],
    said: 'alike',
    where: 'everywhere',
  },
  careloom_quarantined: {
    help: 'Messages that a reaction has set aside; nothing while nothing is',
    kind: 'gauge',
    unit: 'messages',
    labels: ['reaction'],
    said: 'alike',
    where: 'everywhere',
  },
  careloom_referrals_total: {
    help: 'Referrals that came to a stage, as often as they did',
    kind: 'counter',
    unit: 'referrals',
    labels: ['stage'],
    said: 'own',
    where: 'referrals',
  },
  careloom_referral_stage_seconds: {
    help: 'How long referrals were at a stage, when they left it',
    kind: 'histogram',
    unit: 'seconds',
    labels: ['stage'],
    buckets: days,
    said: 'own',
    where: 'referrals',
  },
  careloom_referral_first_contact_seconds: {
    help: 'How long it took from a request until person and peer first met',
    kind: 'histogram',
    unit: 'seconds',
    labels: [],
    buckets: days,
    said: 'own',
    where: 'referrals',
  },
  careloom_referral_oldest_seconds: {
    help: 'How long the referral that is longest at a stage has been there, of those that are open',
    kind: 'gauge',
    unit: 'seconds',
    labels: ['stage'],
    said: 'alike',
    where: 'referrals',
  },
  careloom_door_age_seconds: {
    help: 'How long ago a door last said that it knows what was revoked; after a second it serves nothing',
    kind: 'gauge',
    unit: 'seconds',
    labels: [],
    said: 'own',
    where: 'everywhere',
  },
} as const satisfies Readonly<Record<`careloom_${string}`, Instrument>>

export type Instruments = typeof instruments
export type InstrumentName = keyof Instruments
