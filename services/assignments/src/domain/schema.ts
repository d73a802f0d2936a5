import { absentForNull, renamed, schemaOf, within } from '@careloom/event-sourcing'

const location = renamed('place', 'location')

/** How what was stored in an earlier form is read: the first version said null for what is not there. */
export const schema = schemaOf({
  MatchingCaseOpened: [within('preferences', location), absentForNull],
  RankingRecorded: [
    (data) => within('person', location)(renamed('seeker', 'person')(data)),
    absentForNull,
  ],
  MatchingCaseClosed: [absentForNull],
  PeerFactsRecorded: [absentForNull],
  AvailabilityDeclared: [absentForNull],
})
