import { absentForNull, at, schemaOf } from '@careloom/event-sourcing'

/** How what was stored in an earlier form is read: version 1 said null for what is not there. */
export const schema = schemaOf({
  MeasureAnswered: at(2, [absentForNull]),
})
