import { absentForNull, at, renamed, schemaOf, within, type Upcast } from '@careloom/event-sourcing'

const location = renamed('place', 'location')

/** What was kept without saying where it was said comes before all that is said from now on. */
const saidBefore: Upcast = (data) => ({ sourceRevision: 0, ...Object(data) })

/** How what was stored in an earlier form is read: the first version said null for what is not there. */
export const schema = schemaOf({
  MatchingCaseOpened: at(3, [within('preferences', location), absentForNull]),
  RankingRecorded: at(3, [
    (data) => within('person', location)(renamed('seeker', 'person')(data)),
    absentForNull,
  ]),
  MatchingCaseClosed: at(2, [absentForNull]),
  PeerFactsRecorded: at(2, [absentForNull]),
  CaseloadLimitSet: at(2, [saidBefore]),
  AvailabilityDeclared: at(3, [absentForNull, saidBefore]),
})
