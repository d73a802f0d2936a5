import type { InformationCategory, PurposeOfUse } from '@careloom/terminology'
import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import type { OrganizationId } from './ids.ts'

/** What a consent allows: who may receive what, for which purposes, until when. */
export type ConsentScope = {
  readonly recipients: readonly OrganizationId[]
  readonly categories: readonly InformationCategory[]
  readonly purposes: readonly PurposeOfUse[]
  readonly until?: Instant | undefined
}

/** A party as the person read it: by name, with its id where it is one of ours. */
export type NamedParty = {
  readonly organizationId?: OrganizationId | undefined
  readonly name: string
}

export type Signature = {
  readonly signedByName: string
  /** `recorded` is a signature on paper or in a chart that somebody took over. */
  readonly method: 'electronic' | 'recorded'
  readonly signedOn: CalendarDay
}

/** What the person was shown and signed, as a copy of it must be able to say (42 CFR 2.31(a), 2.32). */
export type ConsentText = {
  /** Version of the text that the person saw. */
  readonly textVersion: string
  readonly personName: string
  readonly disclosers: readonly NamedParty[]
  readonly recipients: readonly NamedParty[]
  /** What is disclosed, in words. */
  readonly information: string
  readonly purpose: string
  readonly rightToRevoke: string
  /** How it ends, in words. */
  readonly expiry: string
  readonly signature?: Signature | undefined
}

/** The elements that a written consent must have, by paragraph of 42 CFR 2.31(a) (as amended 2024). */
export type Part2Element =
  | 'person-name' // (1)
  | 'disclosing-party' // (2)
  | 'information' // (3)
  | 'recipient' // (4)
  | 'purpose' // (5)
  | 'right-to-revoke' // (6)
  | 'expiry' // (7)
  | 'signature' // (8)
  | 'date-signed' // (9)

/** The first element that is missing, in the order of the regulation; undefined when it is whole. */
export function missingPart2Element(
  text: ConsentText,
  scope: ConsentScope,
): Part2Element | undefined {
  const elements: readonly (readonly [Part2Element, boolean])[] = [
    ['person-name', isSaid(text.personName)],
    ['disclosing-party', text.disclosers.some(({ name }) => isSaid(name))],
    ['information', isSaid(text.information) && scope.categories.length > 0],
    ['recipient', text.recipients.some(({ name }) => isSaid(name)) && scope.recipients.length > 0],
    ['purpose', isSaid(text.purpose) && scope.purposes.length > 0],
    ['right-to-revoke', isSaid(text.rightToRevoke)],
    ['expiry', isSaid(text.expiry) && scope.until !== undefined],
    ['signature', text.signature !== undefined && isSaid(text.signature.signedByName)],
    ['date-signed', text.signature !== undefined && isSaid(text.signature.signedOn)],
  ]
  return elements.find(([, isThere]) => !isThere)?.[0]
}

/** Whether everything that `narrower` allows was allowed before. */
export function isWithin(narrower: ConsentScope, scope: ConsentScope): boolean {
  return (
    isSubset(narrower.recipients, scope.recipients) &&
    isSubset(narrower.categories, scope.categories) &&
    isSubset(narrower.purposes, scope.purposes) &&
    (scope.until === undefined || (narrower.until !== undefined && narrower.until <= scope.until))
  )
}

export function isSameScope(a: ConsentScope, b: ConsentScope): boolean {
  return isWithin(a, b) && isWithin(b, a)
}

function isSubset<T>(some: readonly T[], all: readonly T[]): boolean {
  return some.every((one) => all.includes(one))
}

function isSaid(text: string): boolean {
  return text.trim() !== ''
}
