import type { OrganizationId, ProgramId } from './ids.ts'

/** A programme that can be referred to: configuration, until programmes have a service of their own. */
export type Program = {
  readonly programId: ProgramId
  readonly name: string
  readonly organizationId: OrganizationId
  readonly organizationName: string
  /** Hours until the first contact, as promised. */
  readonly promiseHours: number
  /** 42 CFR Part 2 applies. */
  readonly part2: boolean
  readonly capacity: number
  readonly peerTitle: string
  /** Where a peer's credential has to be good (ISO 3166-2); undefined: wherever it is. */
  readonly jurisdiction?: string | undefined
  /** BCP 47 languages for which the programme has an interpreter. */
  readonly interpreterLanguages: readonly string[]
}
