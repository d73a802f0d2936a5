/** What an EHR says of itself: which interactions its CapabilityStatement lists per resource type. */
export type Evidence = Readonly<Record<string, readonly string[]>>

const intents = ['care-team', 'referral-in', 'status-out', 'note-out', 'scores-out'] as const
export type Intent = (typeof intents)[number]

export type RouteKind =
  'care-team-write' | 'endpoint-and-note' | 'endpoint-and-communication' | 'endpoint-only'
export type PlannedRoute = {
  readonly kind: RouteKind
  readonly route: string
  readonly reason: string
}

const can = (evidence: Evidence, type: string, interaction: string): boolean =>
  evidence[type]?.includes(interaction) ?? false

/**
 * The best route that makes the peer visible, by what the EHR says it accepts. No large EHR lets an app write its
 * CareTeam: then our own endpoint shows it and a note in the chart says so. A route we do not carry out yet is not chosen.
 */
export function planCareTeamRoute(evidence: Evidence): PlannedRoute {
  const reason = can(evidence, 'CareTeam', 'create')
    ? 'CareTeam writes are not carried out yet'
    : 'its CareTeam cannot be written'
  if (can(evidence, 'DocumentReference', 'create') && can(evidence, 'DocumentReference', 'read'))
    return {
      kind: 'endpoint-and-note',
      route: 'Our CareTeam endpoint, and a note in the chart (DocumentReference)',
      reason: `${capital(reason)}; notes can be written and read back.`,
    }
  return {
    kind: 'endpoint-only',
    route: 'Our CareTeam endpoint',
    reason: `${capital(reason)}, and neither can notes.`,
  }
}

/** The routes of the other intents, as far as they are carried out. */
export function otherRoutes(evidence: Evidence): readonly (readonly [Intent, string, string])[] {
  const notes = can(evidence, 'DocumentReference', 'create')
    ? 'Notes can be written; none is sent without the person’s word.'
    : 'Notes cannot be written.'
  return [
    [
      'referral-in',
      'SMART app in the chart, or ServiceRequest at our FHIR endpoint',
      'It launches apps, and its backend is a client of ours.',
    ],
    [
      'status-out',
      'Task at our FHIR endpoint',
      can(evidence, 'Task', 'update')
        ? 'It could be told; it reads ours.'
        : 'Its Tasks cannot be written; it reads ours.',
    ],
    ['note-out', 'Encounter at our FHIR endpoint', notes],
    [
      'scores-out',
      'Observation and QuestionnaireResponse at our FHIR endpoint',
      can(evidence, 'Observation', 'create')
        ? 'It could take scores; it reads ours.'
        : 'Its Observations cannot be written; it reads ours.',
    ],
  ]
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
