import type { Launch } from '../auth/authenticate.ts'

type Json = Readonly<Record<string, unknown>>
const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
const list = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'object' && each !== null) : []
const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined

/** The parts of a Patient that are read. */
const read = ['name', 'telecom', 'communication', 'identifier'] as const

/**
 * Why nobody can be referred from this chart, in plain words: its record was given up or merged away, the person has
 * died, or it says something that must not be ignored and is not understood (FHIR R4 Patient: elements marked ?!).
 */
export function whyNoReferral(chart: unknown): string | undefined {
  const patient = object(chart)
  if (patient['active'] === false)
    return 'This chart is no longer in use (Patient.active). Open the one that is.'
  if (list(patient['link']).some(({ type }) => type === 'replaced-by'))
    return 'This chart was merged into another one (Patient.link). Open that one.'
  if (patient['deceasedBoolean'] === true || patient['deceasedDateTime'] !== undefined)
    return 'The chart says that this person has died (Patient.deceased). Nothing was sent.'
  const parts = read.flatMap((name) => list(patient[name]).map((part) => [name, part] as const))
  const modified = [...parts, [undefined, patient] as const].find(
    ([, part]) => part['modifierExtension'] !== undefined || part['implicitRules'] !== undefined,
  )
  if (modified === undefined) return undefined
  const element = ['Patient', modified[0]].filter((each) => each !== undefined).join('.')
  return `The chart holds something that must not be ignored and is not understood here (a modifier of ${element}). Nothing was sent.`
}

/** What of the chart's patient a referral needs. */
export function readPatient(
  chart: unknown,
): Pick<
  Launch,
  'display' | 'givenName' | 'familyName' | 'birthDate' | 'phone' | 'language' | 'identifiers'
> {
  const patient = object(chart)
  const names = list(patient['name'])
  const name = names.find((each) => each['use'] === 'usual') ?? names[0] ?? {}
  const given = Array.isArray(name['given']) ? name['given'].join(' ') : ''
  const familyName = text(name['family']) ?? '-'
  const phones = list(patient['telecom']).filter(({ system }) => system === 'phone')
  const language = list(patient['communication']).flatMap((each) =>
    list(object(each['language'])['coding']),
  )[0]
  return {
    display: text(name['text']) ?? `${given} ${familyName}`.trim(),
    givenName: given || familyName,
    familyName,
    birthDate: text(patient['birthDate']),
    phone: text(phones.find(({ use }) => use !== 'old')?.['value']),
    language: text(language?.['code']),
    identifiers: list(patient['identifier']).flatMap((each) => {
      const [system, value] = [text(each['system']), text(each['value'])]
      const isOld = each['use'] === 'old'
      return system === undefined || value === undefined || isOld ? [] : [{ system, value }]
    }),
  }
}
