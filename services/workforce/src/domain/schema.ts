import { absentForNull, at, schemaOf } from '@careloom/event-sourcing'

/** How what was stored in an earlier form is read: version 1 said null for what is not there. */
export const schema = schemaOf({
  PeerWorkerRegistered: at(2, [absentForNull]),
  PeerWorkerDetailsChanged: at(2, [absentForNull]),
  AvailabilityDeclared: at(2, [absentForNull]),
  HoursRecorded: at(2, [absentForNull]),
  CredentialIssued: at(2, [absentForNull]),
  StandingAssessed: at(2, [absentForNull]),
})
