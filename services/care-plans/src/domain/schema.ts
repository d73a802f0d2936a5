import { absentForNull, renamed, schemaOf } from '@careloom/event-sourcing'

const location = renamed('place', 'location')

/** How what was stored in an earlier form is read: version 1 said null for what is not there. */
export const schema = schemaOf({
  CareTeamMemberJoined: [absentForNull],
  MeetingPlanned: [absentForNull, location],
  MeetingChanged: [absentForNull, location],
  EncounterRecorded: [absentForNull],
  EncounterAmended: [absentForNull],
})
