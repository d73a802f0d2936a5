import type { FitCode } from './reasons.ts'

/** How much each fit counts, in whole numbers; a fit is 0 to 1,000. A version, once used, is never changed. */
export type Weights = { readonly version: string } & Readonly<Record<FitCode, number>>

/** The first weights: what both sides opened and what the person asked for come before convenience. */
export const weightsV1: Weights = {
  version: 'weights-v1',
  'shared-facets': 30,
  preferences: 25,
  continuity: 20,
  schedule: 15,
  language: 15,
  skills: 8,
  load: 10,
}

const versions: Readonly<Record<string, Weights>> = { [weightsV1.version]: weightsV1 }

/** The weights of a past ranking, or undefined when this version was never shipped. */
export function weightsOf(version: string): Weights | undefined {
  return Object.hasOwn(versions, version) ? versions[version] : undefined
}
