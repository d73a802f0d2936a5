import { z } from 'zod'
import {
  informationCategories,
  modalities,
  reasonCodes,
  referralStatuses,
} from '@careloom/terminology'

/** A lower-case UUID; new ids are version 7. */
export const id = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'must be a UUID')

/** UTC, ISO 8601 with milliseconds: `2026-11-09T14:02:00.000Z`. Also takes another offset on the way in. */
export const instant = z.iso.datetime({ offset: true })

/** A calendar day without a time zone: `2026-11-09`. */
export const day = z.iso.date()

/** A trimmed text of 1 to `max` characters. */
export const text = (max: number) => z.string().trim().min(1).max(max)

/** BCP 47, for example `en`, `es`, `es-MX`. */
export const language = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/)

/** A telephone number as people and hospitals write it: `(555) 010-0141`, `555-PEER ext. 4`. */
export const phone = text(30)

/** Words that the product itself owns, such as the items of an instrument, in the languages that it has. */
export const localized = z
  .object({ en: text(600), es: text(700).optional() })
  .meta({ id: 'Localized' })
export type Localized = z.infer<typeof localized>

/**
 * Why a peer is proposed or not; whoever shows it has the words. `facets`, `languages` (BCP 47) and `days` (0 is Monday)
 * are codes between spaces, `skills` words between commas; `count`, `active` and `limit` are numbers.
 */
export const reason = z
  .object({
    code: z.enum(reasonCodes),
    values: z.record(z.string().max(40), z.string().max(600)),
  })
  .meta({ id: 'Reason' })
export type Reason = z.infer<typeof reason>
export type { ReasonCode } from '@careloom/terminology'
/** The words of experiences, which are the same on every screen. */
export { facets } from '@careloom/terminology'

/** A referral's status, in the domain's own words. */
export const referralStatus = z.enum(referralStatuses).meta({ id: 'ReferralStatus' })
export type ReferralStatus = z.infer<typeof referralStatus>

/** How soon the referrer asks for it: FHIR R4 ServiceRequest.priority. */
export const urgency = z.enum(['routine', 'urgent', 'asap', 'stat']).meta({ id: 'Urgency' })
export type Urgency = z.infer<typeof urgency>

/** What a consent can open, one category at a time. */
export const informationCategory = z.enum(informationCategories).meta({ id: 'InformationCategory' })
export type InformationCategory = z.infer<typeof informationCategory>

/** How two people are in contact. */
export const modality = z.enum(modalities).meta({ id: 'Modality' })
export type Modality = z.infer<typeof modality>

export const dayPart = z.enum(['morning', 'afternoon', 'evening'])
export type DayPart = z.infer<typeof dayPart>

/** When a person can meet: days (0 is Monday) and parts of a day; none means every one. */
export const meetingTimes = z
  .object({ days: z.array(z.int().min(0).max(6)).max(7), parts: z.array(dayPart).max(3) })
  .meta({ id: 'MeetingTimes' })

/** How a person may be reached. `voicemailOk: false` means that no message may be left. */
export const contact = z
  .object({
    phone: phone.optional(),
    bestTimes: text(120).optional(),
    voicemailOk: z.boolean(),
    meetingTimes: meetingTimes.optional(),
  })
  .meta({ id: 'Contact' })
export type Contact = z.infer<typeof contact>

/** The text of the consent to share substance-use information that screens show (42 CFR 2.31). */
export const part2ConsentTextVersion = 'part2-consent-1'
/** The text of a consent without substance-use information. */
export const sharingConsentTextVersion = 'sharing-consent-1'
export const consentTextVersion = z.enum([part2ConsentTextVersion, sharingConsentTextVersion])

/** A body or an answer without content. */
export const nothing = z.object({})
