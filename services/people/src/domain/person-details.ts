import type {
  AdministrativeGender,
  MeetingTimes,
  Modality,
  UiLanguage,
} from '@careloom/terminology'
import type { CalendarDay } from '@careloom/event-sourcing'
import type { OrganizationId } from './ids.ts'

/** What an authority calls this person (FHIR R4 Identifier): a number within its system. */
export type PersonIdentifier = {
  /** URI of the numbering, as the authority publishes it. */
  readonly system: string
  readonly value: string
  /** Whoever assigned it. */
  readonly organizationId: OrganizationId
}

/** FHIR R4 HumanName, as far as we need it. */
export type PersonName = {
  readonly use: 'official' | 'usual'
  readonly family: string
  readonly given: readonly string[]
}

export type PostalAddress = {
  readonly line: readonly string[]
  readonly city: string | null
  readonly state: string | null
  readonly postalCode: string | null
}

/** What a hospital or the person told us on registration; null: not told. */
export type PersonDetails = {
  readonly names: readonly PersonName[]
  readonly bornOn: CalendarDay | null
  readonly gender: AdministrativeGender | null
  readonly address: PostalAddress | null
}

/** How to be in touch, in the person's own hands. */
export type ContactPreferences = {
  readonly phone: string | null
  readonly email: string | null
  readonly channels: readonly Modality[]
  /** In words: `afternoons, not on Fridays`. */
  readonly bestTimes: string | null
  /** When they can meet, for matching; null: not said. Absent in what was recorded before it could be said. */
  readonly meetingTimes?: MeetingTimes | null
  readonly mayLeaveMessage: boolean
  /** The language of screens and messages. */
  readonly uiLanguage: UiLanguage
  /** BCP 47, in the order of preference. */
  readonly languages: readonly string[]
  readonly needsInterpreter: boolean
  readonly pronouns: string | null
}

/** Until the person says otherwise: no message is left, English, nothing assumed. */
export const defaultPreferences: ContactPreferences = {
  phone: null,
  email: null,
  channels: [],
  bestTimes: null,
  mayLeaveMessage: false,
  uiLanguage: 'en',
  languages: [],
  needsInterpreter: false,
  pronouns: null,
}
