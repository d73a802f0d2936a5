import {
  InvalidInput,
  parseCalendarDay,
  parseCode,
  parseGiven,
  parseKey,
  parseText,
  type Days,
  type Instant,
} from '@careloom/event-sourcing'
import type { MeetingTimes as WireTimes } from '@careloom/proto/common'
import type { PersonDetails as WireDetails, GrantConsentRequest } from '@careloom/proto/people'
import {
  administrativeGenders,
  dayParts,
  informationCategories,
  meetingTimesOf,
  purposesOfUse,
  type InformationCategory,
  type MeetingTimes,
  type PurposeOfUse,
} from '@careloom/terminology'
import type { ConsentCommand } from '../../domain/consent.ts'
import {
  parseConsentId,
  parseOrganizationId,
  parsePersonId,
  parseProgramId,
  type OrganizationId,
} from '../../domain/ids.ts'
import {
  defaultPreferences,
  type ContactPreferences,
  type PersonDetails,
  type PersonIdentifier,
  type PreferenceChanges,
} from '../../domain/person-details.ts'

export function parseDetails(details: WireDetails | undefined): PersonDetails {
  if (details === undefined) throw new InvalidInput('details', 'is required')
  const { givenName, familyName, birthDate, gender } = details
  return {
    names: [
      {
        use: 'usual',
        given: [parseText('details.givenName', givenName, 120)],
        family: parseText('details.familyName', familyName, 120),
      },
    ],
    bornOn: birthDate === undefined ? undefined : parseCalendarDay('details.birthDate', birthDate),
    gender: administrativeGenders.find((each) => each === gender),
  }
}

export function parsePreferences(details: WireDetails | undefined): ContactPreferences {
  const contact = details?.contact
  const { language, pronouns, interpreterNeeded } = details ?? {}
  return {
    ...defaultPreferences,
    phone: optional('details.contact.phone', contact?.phone, 40),
    bestTimes: optional('details.contact.bestTimes', contact?.bestTimes, 120),
    ...(contact?.meetingTimes === undefined
      ? {}
      : { meetingTimes: parseMeetingTimes(contact.meetingTimes) }),
    mayLeaveMessage: contact?.voicemailOk ?? false,
    uiLanguage: language?.startsWith('es') === true ? 'es' : 'en',
    languages: language === undefined ? [] : [parseText('details.language', language, 35)],
    needsInterpreter: interpreterNeeded ?? false,
    pronouns: optional('details.pronouns', pronouns, 60),
  }
}

/** Details say all of it each time: what is left out was taken back. When they can meet is said apart, and stays. */
export function parseChanges(details: WireDetails | undefined): PreferenceChanges {
  const { phone, bestTimes, pronouns, ...preferences } = parsePreferences(details)
  return {
    ...preferences,
    phone: phone ?? null,
    bestTimes: bestTimes ?? null,
    pronouns: pronouns ?? null,
  }
}

function parseMeetingTimes({ days, parts }: WireTimes): MeetingTimes {
  const times = meetingTimesOf(days, parts)
  if (times !== undefined) return times
  throw new InvalidInput(
    'details.contact.meetingTimes',
    `must have days from 0 to 6 and parts among ${Object.keys(dayParts).join(', ')}`,
  )
}

export function parseIdentifier(
  identifier: { system: string; value: string } | undefined,
  organizationId: OrganizationId,
): PersonIdentifier {
  return {
    system: parseText('identifier.system', identifier?.system, 200),
    value: parseText('identifier.value', identifier?.value, 200),
    organizationId,
  }
}

export function parseCategory(value: string): InformationCategory {
  return parseCode('categories', informationCategories, value)
}

export function parsePurpose(value: string): PurposeOfUse {
  return parseKey('purposes', purposesOfUse, value)
}

/** What the person was shown, in the words of the version that they saw. */
export function parseGrant(
  request: GrantConsentRequest,
  personName: string,
  grantedAt: Instant,
  days: Days,
): Extract<ConsentCommand, { type: 'GrantConsent' }> {
  const recipients = request.receivingOrganizationIds.map(parseOrganizationId)
  const categories = request.categories.map(parseCategory)
  const purposes = request.purposes.map(parsePurpose)
  const until =
    request.expiresOn === undefined
      ? undefined
      : days.endOf(parseCalendarDay('expiresOn', request.expiresOn))
  const named = (ids: readonly string[]) =>
    ids.map((id) => ({ organizationId: parseOrganizationId(id), name: `Organization ${id}` }))
  const signedByName = request.signedName.trim()
  return {
    type: 'GrantConsent',
    data: {
      consentId: parseConsentId(request.consentId),
      personId: parsePersonId(request.personId),
      programId: request.programId === undefined ? undefined : parseProgramId(request.programId),
      scope: { recipients, categories, purposes, until },
      text: {
        textVersion: parseText('textVersion', request.textVersion, 60),
        personName,
        disclosers: named(request.disclosingOrganizationIds),
        recipients: named(recipients),
        information: categories.join(', '),
        purpose: purposes.join(', '),
        rightToRevoke: 'I may take this back at any time; what was shared before stays shared.',
        expiry: request.expiresOn === undefined ? '' : `Until ${request.expiresOn}`,
        signature:
          signedByName === ''
            ? undefined
            : {
                signedByName,
                method: 'electronic',
                // The day as it was written, wherever that was.
                signedOn: parseCalendarDay('signedAt', request.signedAt.slice(0, 10)),
              },
      },
      part2: request.part2,
      identifier: parseConsentIdentifier(request.identifier),
      grantedAt,
    },
  }
}

function parseConsentIdentifier(
  identifier: GrantConsentRequest['identifier'],
): { system: string; value: string } | undefined {
  if (identifier === undefined) return undefined
  return {
    system: parseText('identifier.system', identifier.system, 200),
    value: parseText('identifier.value', identifier.value, 200),
  }
}

function optional(field: string, value: string | undefined, maxLength: number): string | undefined {
  return parseGiven(value, (text) => parseText(field, text, maxLength))
}
