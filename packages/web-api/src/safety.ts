import { z } from 'zod'
import { safetyReaders } from '@careloom/terminology'
import { contact, id, instant, text } from './values.ts'

/** Whom the person may tell of an answer above the lowest to the item on self-harm. */
export const safetyReader = z.enum(safetyReaders)
export type SafetyReader = z.infer<typeof safetyReader>

const named = z.object({ reader: safetyReader, name: text(160) })

/** The person's side: asked at once while `decided` is false; whom they told, and whether it was seen. */
export const ownSafety = z
  .object({
    measureId: id,
    decided: z.boolean(),
    mayTell: z.array(named),
    told: z.array(named.extend({ at: instant, seenAt: instant.nullable() })),
  })
  .meta({ id: 'OwnSafety' })
export type OwnSafety = z.infer<typeof ownSafety>

/** Nobody, when none is named: that is an answer as well. */
export const safetyTelling = z
  .object({ readers: z.array(safetyReader).max(2) })
  .meta({ id: 'SafetyTelling' })

/** The side of who was told: that the item was answered above the lowest, and nothing else of the answers. */
export const toldSafety = z
  .object({
    measureId: id,
    givenName: text(120),
    at: instant,
    seenAt: instant.nullable(),
    contact,
  })
  .meta({ id: 'ToldSafety' })
export type ToldSafety = z.infer<typeof toldSafety>
