import { error, type Issue } from './outcome.ts'
import { modifiers, type Unread } from './unread.ts'

export type Json = Readonly<Record<string, unknown>>

export type Reading = {
  /** Our own FHIR base, without a slash at its end: what lies under another one is not ours. */
  readonly base?: string | undefined
  /** What is refused when nobody reads it; the modifiers that every type knows if not said. */
  readonly unread?: Unread
}

/** What the readers of one resource have in common. */
export type Whole = Required<Pick<Reading, 'unread'>> & {
  readonly base: string | undefined
  readonly issues: Issue[]
  /** The objects that were looked into: where they stand, and which of their elements were read. */
  readonly seen: Map<Json, { readonly path: string; readonly read: Set<string> }>
}

export type Coded = { readonly system: string | undefined; readonly code: string | undefined }

export const begun = ({ base, unread = modifiers() }: Reading): Whole => ({
  base,
  unread,
  issues: [],
  seen: new Map(),
})

/** What is there, was not read, and may not be left out. */
export const unreadOf = ({ seen, unread }: Whole): Issue[] =>
  [...seen].flatMap(([value, { path, read }]) => {
    const at = path.replaceAll(/\[\d+\]/g, '')
    return Object.keys(value)
      .filter((name) => !read.has(name) && unread(at, name))
      .map((name) => {
        const element = isName(name) ? `${path}.${name}` : path
        const what = isName(name) ? 'is not understood here' : 'has an element that is unknown'
        return error('not-supported', `${element} ${what}, and may not be left out`, element)
      })
  })

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An element's name can be repeated in an answer; what else stands as a key may be anything. */
const isName = (key: string): boolean => /^_?[A-Za-z][A-Za-z0-9]{0,40}$/.test(key)
