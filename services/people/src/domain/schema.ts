import { absentForNull, schemaOf } from '@careloom/event-sourcing'

/**
 * How what was stored in an earlier form is read: version 1 said null for what is not there. `PreferencesEdited` is not among
 * them: in what changes, null says what was taken back.
 */
export const schema = schemaOf({
  PersonRegistered: [absentForNull],
  PersonDetailsCorrected: [absentForNull],
  ConsentGranted: [absentForNull],
  ConsentNarrowed: [absentForNull],
})
