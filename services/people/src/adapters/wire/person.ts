import { later, type CalendarDay, type Days, type Instant } from '@careloom/event-sourcing'
import type { ConsentText } from '../../domain/consent-scope.ts'
import type { PersonDetails, PreferenceChanges } from '../../domain/person-details.ts'

/** The name in use, and what else identifies a person on the wire. */
export function namesOf({ names, bornOn, gender }: PersonDetails) {
  const name = names.find(({ use }) => use === 'usual') ?? names[0]
  return {
    givenName: name?.given.join(' ') ?? '',
    familyName: name?.family ?? '',
    birthDate: bornOn,
    gender,
  }
}

/** Preferences as one contact. Edits that come through this service hold all of them. */
export function preferencesOf(preferences: PreferenceChanges) {
  const { phone, bestTimes, meetingTimes, mayLeaveMessage, languages, needsInterpreter, pronouns } =
    preferences
  return {
    pronouns: pronouns ?? undefined,
    language: languages?.[0],
    interpreterNeeded: needsInterpreter ?? false,
    contact: {
      phone: phone ?? undefined,
      bestTimes: bestTimes ?? undefined,
      voicemailOk: mayLeaveMessage ?? false,
      ...(meetingTimes && {
        meetingTimes: { days: [...meetingTimes.days], parts: [...meetingTimes.parts] },
      }),
    },
  }
}

/** The last day on which something that ends at an instant still holds. */
export function lastDayOf(until: Instant | undefined, days: Days): CalendarDay | undefined {
  return until === undefined ? undefined : days.of(later(until, -1))
}

/** When it was signed: the instant where it was recorded on that day, else the day alone. */
export const signedAt = ({ signature }: ConsentText, recordedAt: Instant): string =>
  signature === undefined || recordedAt.startsWith(signature.signedOn)
    ? recordedAt
    : signature.signedOn
