import { absentForNull, at, renamed, schemaOf } from '@careloom/event-sourcing'

const location = renamed('place', 'location')

/** How what was stored in an earlier form is read: version 1 said null for what is not there. */
export const schema = schemaOf({
  CareTeamMemberJoined: at(2, [absentForNull]),
  MeetingPlanned: at(3, [absentForNull, location]),
  MeetingChanged: at(3, [absentForNull, location]),
  EncounterRecorded: at(2, [absentForNull]),
  EncounterAmended: at(2, [absentForNull]),
})
