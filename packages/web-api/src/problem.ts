import { z } from 'zod'
import { problemCodes } from './problem-codes.ts'
import { text } from './values.ts'

/** What every refusal and failure answers with, as `application/problem+json` (RFC 9457). `code` is stable API. */
export const problem = z
  .object({
    type: z.string().max(300),
    title: text(200),
    status: z.int().min(400).max(599),
    detail: z.string().max(600).optional(),
    code: z.enum(problemCodes),
    traceId: z.string().max(64).optional(),
    errors: z
      .array(z.object({ path: z.string().max(200), message: z.string().max(300) }))
      .optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problem>
