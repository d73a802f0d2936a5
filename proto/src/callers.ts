import { AssignmentServiceDefinition } from './assignments.ts'
import { CarePlanServiceDefinition } from './care-plans.ts'
import { FhirAdapterServiceDefinition } from './fhir-adapter.ts'
import { OutcomeServiceDefinition } from './outcomes.ts'
import { PeopleServiceDefinition } from './people.ts'
import { ReferralServiceDefinition } from './referrals.ts'
import { WorkforceServiceDefinition } from './workforce.ts'

const assignments = AssignmentServiceDefinition.fullName
const carePlans = CarePlanServiceDefinition.fullName
const fhirAdapter = FhirAdapterServiceDefinition.fullName
const outcomes = OutcomeServiceDefinition.fullName
const people = PeopleServiceDefinition.fullName
const referrals = ReferralServiceDefinition.fullName
const workforce = WorkforceServiceDefinition.fullName

/**
 * Who may ask whom, and for whom (ADR 66). A door asks for those whose tokens it has seen; a service asks for those for whom it
 * was asked, and by itself as `system:<name>`, `system:<name>.…` or under what `system` names. Whoever is not here asks nobody.
 */
export const callers = {
  gateway: {
    isDoor: true,
    system: ['smart-launch'],
    calls: [people, referrals, workforce, assignments, carePlans, outcomes, fhirAdapter],
  },
  'fhir-adapter': { calls: [people, referrals, outcomes] },
  referrals: { calls: [people] },
  // `start-assignment` is its process; `timers` are every service's own.
  assignments: { system: ['start-assignment', 'timers'], calls: [referrals] },
  'care-plans': { calls: [workforce, referrals, people] },
} as const
