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
  readonly city?: string | undefined
  readonly state?: string | undefined
  readonly postalCode?: string | undefined
}

/** What a hospital or the person told us on registration. */
export type PersonDetails = {
  readonly names: readonly PersonName[]
  readonly bornOn?: CalendarDay | undefined
  readonly gender?: AdministrativeGender | undefined
  readonly address?: PostalAddress | undefined
}

/** How to be in touch, in the person's own hands. */
export type ContactPreferences = {
  readonly phone?: string | undefined
  readonly email?: string | undefined
  readonly channels: readonly Modality[]
  /** In words: `afternoons, not on Fridays`. */
  readonly bestTimes?: string | undefined
  /** When they can meet, for matching. */
  readonly meetingTimes?: MeetingTimes | undefined
  readonly mayLeaveMessage: boolean
  /** The language of screens and messages. */
  readonly uiLanguage: UiLanguage
  /** BCP 47, in the order of preference. */
  readonly languages: readonly string[]
  readonly needsInterpreter: boolean
  readonly pronouns?: string | undefined
}

/** Until the person says otherwise: no message is left, English, nothing assumed. */
export const defaultPreferences: ContactPreferences = {
  channels: [],
  mayLeaveMessage: false,
  uiLanguage: 'en',
  languages: [],
  needsInterpreter: false,
}

type Optional = 'phone' | 'email' | 'bestTimes' | 'meetingTimes' | 'pronouns'

/** What of the preferences changes. What is left out stays as it was, so that null has to say what was taken back. */
export type PreferenceChanges = Partial<Omit<ContactPreferences, Optional>> & {
  readonly [Key in Optional]?: ContactPreferences[Key] | null
}

export function changedPreferences(
  before: ContactPreferences,
  changes: PreferenceChanges,
): ContactPreferences {
  const {
    phone = before.phone,
    email = before.email,
    bestTimes = before.bestTimes,
    meetingTimes = before.meetingTimes,
    pronouns = before.pronouns,
    ...others
  } = changes
  return {
    ...before,
    ...others,
    phone: phone ?? undefined,
    email: email ?? undefined,
    bestTimes: bestTimes ?? undefined,
    meetingTimes: meetingTimes ?? undefined,
    pronouns: pronouns ?? undefined,
  }
}
