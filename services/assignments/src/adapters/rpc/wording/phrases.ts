import type { Reader, Reason } from '../../../domain/matching/explain.ts'

/** How a language says each reason. */
export type Phrases = {
  sentence(reason: Reason, reader: Reader): string
}
