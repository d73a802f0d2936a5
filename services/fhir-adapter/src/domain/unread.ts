/**
 * Whether an element that is there and that nobody reads is refused: `at` is the path of what holds it, without indices
 * (`Consent.provision`). What is not refused changes nothing of what is meant, and is left out.
 */
export type Unread = (at: string, element: string) => boolean

/** R4 elements that may not be ignored wherever they stand (FHIR R4 conformance-rules.html#isModifier). */
const everywhere: readonly string[] = ['modifierExtension', 'implicitRules']

/** Refuses the modifier elements that are named by their whole path, and those that every type knows. */
export const modifiers =
  (...paths: readonly string[]): Unread =>
  (at, element) =>
    everywhere.includes(element) || paths.includes(`${at}.${element}`)

/** Says nothing of its own: what names, describes or displays, and extensions, which may not change a meaning (2.4.0.1). */
const neutral: readonly string[] = [
  'resourceType',
  'id',
  'meta',
  'language',
  'text',
  'extension',
  'display',
  'userSelected',
  'version',
  'type',
]

/** Refuses whatever says something: for a type whose every limit must be obeyed. */
export const everything: Unread = (_at, element) =>
  !neutral.includes(element) && !element.startsWith('_')

/** Refuses whatever says something at or below a path, and modifiers elsewhere. */
export const everythingBelow = (path: string, ...paths: readonly string[]): Unread => {
  const elsewhere = modifiers(...paths)
  return (at, element) =>
    at === path || at.startsWith(`${path}.`) ? everything(at, element) : elsewhere(at, element)
}
