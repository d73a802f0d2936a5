import { AssignmentServiceDefinition, assignmentTopic, matchingCaseTopic } from './assignments.ts'
import { CarePlanServiceDefinition, carePlanTopic } from './care-plans.ts'
import { FhirAdapterServiceDefinition } from './fhir-adapter.ts'
import { measureTopic, OutcomeServiceDefinition } from './outcomes.ts'
import { consentTopic, PeopleServiceDefinition, personTopic } from './people.ts'
import { ReferralServiceDefinition, referralTopic } from './referrals.ts'
import { processes } from './owners.ts'
import { peerWorkerTopic, WorkforceServiceDefinition } from './workforce.ts'

const assignments = AssignmentServiceDefinition.fullName
const carePlans = CarePlanServiceDefinition.fullName
const fhirAdapter = FhirAdapterServiceDefinition.fullName
const outcomes = OutcomeServiceDefinition.fullName
const people = PeopleServiceDefinition.fullName
const referrals = ReferralServiceDefinition.fullName
const workforce = WorkforceServiceDefinition.fullName

/** Who decides who may see what does so beside each door, in its process. */
const followedByAccess = [personTopic, consentTopic, referralTopic, assignmentTopic] as const

/**
 * Who may ask whom, and for whom (ADR 66). A door asks for those whose tokens it has seen; a service asks for those for whom it
 * was asked, and by itself as `system:<name>`, `system:<name>.…` or under what `system` names. Whoever is not here asks nobody.
 * Whoever follows topics of others may read these in their logs, and no others (ADR 82).
 */
export const callers = {
  gateway: {
    isDoor: true,
    system: ['smart-launch'],
    calls: [people, referrals, workforce, assignments, carePlans, outcomes, fhirAdapter],
    follows: [...followedByAccess, matchingCaseTopic, carePlanTopic, measureTopic],
  },
  'fhir-adapter': {
    calls: [people, referrals, outcomes],
    follows: [...followedByAccess, peerWorkerTopic, carePlanTopic, measureTopic],
  },
  access: { calls: [], follows: followedByAccess },
  referrals: {
    calls: [people],
    follows: [assignmentTopic, matchingCaseTopic, carePlanTopic],
  },
  // `start-assignment` is its process; `timers` are every service's own.
  assignments: {
    system: ['start-assignment', 'timers'],
    calls: [referrals],
    follows: [personTopic, referralTopic, peerWorkerTopic],
  },
  'care-plans': { calls: [workforce, referrals, people], follows: [assignmentTopic] },
  outcomes: { calls: [], follows: [assignmentTopic] },
} as const

/** Who has a key of their own, by which others know them: every process, and whoever else calls. */
export const keyHolders: readonly string[] = [...new Set([...processes, ...Object.keys(callers)])]
