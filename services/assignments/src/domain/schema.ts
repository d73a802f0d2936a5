import { absentForNull, renamed, schemaOf, within, type Upcast } from '@careloom/event-sourcing'

const location = renamed('place', 'location')

/** What was kept without saying where it was said comes before all that is said from now on. */
const saidBefore: Upcast = (data) => ({ sourceRevision: 0, ...Object(data) })

/** How what was stored in an earlier form is read: the first version said null for what is not there. */
export const schema = schemaOf({
  MatchingCaseOpened: [within('preferences', location), absentForNull],
  RankingRecorded: [
    (data) => within('person', location)(renamed('seeker', 'person')(data)),
    absentForNull,
  ],
  MatchingCaseClosed: [absentForNull],
  PeerFactsRecorded: [absentForNull],
  CaseloadLimitSet: [saidBefore],
  AvailabilityDeclared: [absentForNull, saidBefore],
})
