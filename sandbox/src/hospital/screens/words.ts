import { textAt, textsAt, valuesAt } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'

/** `Reyes, Dana`, as lists in a hospital say it. */
export function listName(patient: Resource): string {
  const family = textAt(patient, 'name.family')
  const given = textsAt(patient, 'name.given')[0]
  if (family === undefined) return textAt(patient, 'name.text') ?? 'Name not recorded'
  return given === undefined ? family : `${family}, ${given}`
}

/** `Dana Reyes`. */
export function fullName(patient: Resource): string {
  const [given, family] = [textsAt(patient, 'name.given')[0], textAt(patient, 'name.family')]
  return (
    textAt(patient, 'name.text') ??
    ([given, family].filter(Boolean).join(' ') || 'Name not recorded')
  )
}

/** `03/14/1988`; anything but a date comes back empty. */
export function day(value: string | undefined): string {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})/.exec(value ?? '') ?? []
  return year === undefined ? '' : `${month}/${date}/${year}`
}

/** `03/14/1988 14:02`, in the server's time zone. */
export function dayAndTime(value: string | undefined): string {
  const at = new Date(value ?? '')
  if (Number.isNaN(at.getTime())) return ''
  const two = (number: number) => String(number).padStart(2, '0')
  return `${two(at.getMonth() + 1)}/${two(at.getDate())}/${at.getFullYear()} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** Full years between a day of birth and now. */
export function age(birthDate: string | undefined, now: number): string {
  const born = new Date(birthDate ?? '')
  if (Number.isNaN(born.getTime())) return ''
  const at = new Date(now)
  const before =
    at.getMonth() < born.getUTCMonth() ||
    (at.getMonth() === born.getUTCMonth() && at.getDate() < born.getUTCDate())
  return String(at.getFullYear() - born.getUTCFullYear() - (before ? 1 : 0))
}

export function sex(patient: Resource): string {
  const letters: Record<string, string> = { female: 'F', male: 'M', other: 'X' }
  return letters[textAt(patient, 'gender') ?? ''] ?? '?'
}

export function languages(patient: Resource): string {
  const names = valuesAt(patient, 'communication.language').flatMap(
    (language) => textAt(language, 'text') ?? textAt(language, 'coding.display') ?? [],
  )
  return names.join(', ') || 'Not recorded'
}

/** A CodeableConcept in words. */
export function concept(value: unknown): string {
  return (
    textAt(value, 'text') ?? textAt(value, 'coding.display') ?? textAt(value, 'coding.code') ?? ''
  )
}
