import { renamed, schemaOf, within } from '@careloom/event-sourcing'

const location = renamed('place', 'location')

/** How what was stored in an earlier form is read. */
export const schema = schemaOf({
  MatchingCaseOpened: [within('preferences', location)],
  RankingRecorded: [(data) => within('person', location)(renamed('seeker', 'person')(data))],
})
