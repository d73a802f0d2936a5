import { absentForNull, at, schemaOf } from '@careloom/event-sourcing'

/**
 * How what was stored in an earlier form is read: version 1 said null for what is not there. `PreferencesEdited` is not among
 * them: in what changes, null says what was taken back.
 */
export const schema = schemaOf({
  PersonRegistered: at(2, [absentForNull]),
  PersonDetailsCorrected: at(2, [absentForNull]),
  ConsentGranted: at(2, [absentForNull]),
  ConsentNarrowed: at(2, [absentForNull]),
})
