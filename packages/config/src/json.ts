import { z } from 'zod'
import { addressOf, origin, type Field, type Form, type Wrong } from './form.ts'

/** A JSON array of objects, each like `entry`; `unique` names the field by which they differ. */
export function jsonArray<S extends z.ZodObject>(
  entry: S,
  { unique, atLeast = 0 }: { unique: keyof z.output<S> & string; atLeast?: number },
): Form<readonly z.output<S>[]> {
  const must = `a JSON array${atLeast === 0 ? '' : ` of at least ${atLeast}`}`
  return {
    must,
    fields: fieldsOf(entry),
    read(text) {
      const found = listIn(text)
      if (found === undefined) return { wrong: [{ at: '', must }] }
      const { success, data, error } = z.array(entry).safeParse(found)
      if (!success) return { wrong: error.issues.map(wrongOf) }
      if (data.length < atLeast) return { wrong: [{ at: '', must }] }
      const again = data.findIndex(
        (each, i) => data.findIndex((other) => other[unique] === each[unique]) < i,
      )
      return again < 0
        ? { value: data }
        : { wrong: [{ at: `[${again}].${unique}`, must: 'one that no other has' }] }
    },
  }
}

// What JSON.parse says repeats a part of the text, which may be a secret: it is not handed on.
function listIn(text: string): readonly unknown[] | undefined {
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) ? found : undefined
  } catch {
    return undefined
  }
}

function wrongOf(issue: z.core.$ZodIssue): Wrong {
  const at = issue.path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
  // A key that nobody knows may be anything, so it is not repeated.
  const must =
    issue.code === 'unrecognized_keys'
      ? 'an object with no field but those that there are'
      : issue.code === 'invalid_type' && issue.expected === 'object'
        ? 'an object'
        : issue.message
  return { at: at.join(''), must }
}

function fieldsOf(entry: z.ZodObject): readonly Field[] {
  return Object.entries(entry.shape).map(([name, of]) => {
    const schema = of as z.ZodType
    const [given, none] = [schema.safeParse(undefined), schema.description ?? '']
    const otherwise = given.success && given.data !== undefined ? given.data : undefined
    return {
      name,
      meaning: none,
      otherwise: otherwise === undefined ? undefined : JSON.stringify(otherwise),
      isNeeded: !given.success,
    }
  })
}

/** What `parse` makes of a field. Whatever it throws says only that the field is not what it `must` be. */
export const fieldOf = <T>(parse: (value: unknown) => T, must: string) =>
  z.unknown().transform((value, context) => {
    try {
      return parse(value)
    } catch {
      context.addIssue({ code: 'custom', message: must })
      return z.NEVER
    }
  })

export const textField = (maxLength = 200) =>
  fieldOf((value) => {
    const text = typeof value === 'string' ? value.trim() : ''
    if (text === '' || text.length > maxLength) throw new TypeError()
    return text
  }, `a text of at most ${maxLength} characters`)

export const addressField = () =>
  fieldOf((value) => {
    const text = typeof value === 'string' ? addressOf(value) : undefined
    if (text === undefined) throw new TypeError()
    return text
  }, 'an http or https address without credentials, query or fragment')

export const originField = () =>
  fieldOf((value) => {
    const read = typeof value === 'string' ? origin.read(value) : undefined
    if (read === undefined || !('value' in read)) throw new TypeError()
    return read.value
  }, origin.must)

export const countField = () =>
  fieldOf((value) => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1)
      throw new TypeError()
    return value
  }, 'a whole number from 1')
