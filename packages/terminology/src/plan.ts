/** Whose words something of the shared plan is. Nobody ever writes over another's. */
export const voices = ['person', 'peer', 'clinician'] as const
export type Voice = (typeof voices)[number]

/** Who does what was agreed as the next step. */
export const nextStepOwners = ['person', 'both', 'peer'] as const
export type NextStepOwner = (typeof nextStepOwners)[number]

/** What part of life a goal is about (SAMHSA's eight dimensions of wellness, with `practical` for daily needs, and hope). */
export const goalDomains = [
  'practical',
  'social',
  'emotional',
  'physical',
  'hope',
  'spiritual',
  'intellectual',
  'occupational',
  'financial',
  'environmental',
] as const
export type GoalDomain = (typeof goalDomains)[number]

export const goalStatuses = ['proposed', 'agreed', 'declined', 'achieved', 'ended'] as const
export type GoalStatus = (typeof goalStatuses)[number]

/** How a person and a peer work together now. */
export const assignmentStatuses = ['active', 'paused', 'ended'] as const
export type AssignmentStatus = (typeof assignmentStatuses)[number]
