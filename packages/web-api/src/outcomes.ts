import { z } from 'zod'
import { day, id, instant, localized, text } from './values.ts'

/** The scores of one instrument over time. `low` and `high` bound where the true value likely lies. */
export const outcomeLine = z
  .object({
    instrument: text(40),
    name: text(120),
    min: z.number(),
    max: z.number(),
    lowerIsBetter: z.boolean(),
    answers: z.array(z.object({ on: day, score: z.number(), low: z.number(), high: z.number() })),
    /** Null with fewer than two answers. `reliable`: more than chance would explain. */
    change: z
      .object({
        from: z.number(),
        to: z.number(),
        days: z.int(),
        direction: z.enum(['better', 'worse', 'same']),
        reliable: z.boolean(),
        /** `to - from`, and how far the true change likely lies from it (95 %), to one decimal; null where nobody published it. */
        by: z.number(),
        margin: z.number().positive().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'OutcomeLine' })
export type OutcomeLine = z.infer<typeof outcomeLine>

export const measureDue = z
  .object({
    measureId: id,
    instrument: text(40),
    name: text(120),
    itemCount: z.int().positive(),
    minutes: z.int().positive(),
    dueOn: day,
    overdue: z.boolean(),
  })
  .meta({ id: 'MeasureDue' })
export type MeasureDue = z.infer<typeof measureDue>

/** One administration of an instrument, ready to be answered. Every item may be skipped. */
export const measure = z
  .object({
    measureId: id,
    instrument: text(40),
    name: text(120),
    lead: localized.nullable(),
    items: z.array(
      z.object({
        linkId: text(40),
        text: localized,
        options: z.array(z.object({ value: z.int(), text: localized })).min(2),
      }),
    ),
    licence: text(300).nullable(),
    answeredAt: instant.nullable(),
  })
  .meta({ id: 'Measure' })
export type Measure = z.infer<typeof measure>

/** One entry per item; `value: null` says that it was skipped. */
export const measureAnswers = z
  .object({
    answers: z
      .array(z.object({ linkId: text(40), value: z.int().min(-100).max(100).nullable() }))
      .min(1)
      .max(60),
  })
  .meta({ id: 'MeasureAnswers' })
export type MeasureAnswers = z.infer<typeof measureAnswers>

/** `score` is null when too much was skipped to score it. `showSafety` asks the screen for the crisis lines at once. */
export const measureResult = z
  .object({
    score: z.number().nullable(),
    min: z.number(),
    max: z.number(),
    words: localized.nullable(),
    skipped: z.int().min(0),
    showSafety: z.boolean(),
  })
  .meta({ id: 'MeasureResult' })
export type MeasureResult = z.infer<typeof measureResult>
