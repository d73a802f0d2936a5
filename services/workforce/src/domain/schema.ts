import { absentForNull, schemaOf } from '@careloom/event-sourcing'

/** How what was stored in an earlier form is read: version 1 said null for what is not there. */
export const schema = schemaOf({
  PeerWorkerRegistered: [absentForNull],
  PeerWorkerDetailsChanged: [absentForNull],
  AvailabilityDeclared: [absentForNull],
  HoursRecorded: [absentForNull],
  CredentialIssued: [absentForNull],
  StandingAssessed: [absentForNull],
})
