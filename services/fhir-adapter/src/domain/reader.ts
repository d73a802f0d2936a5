import { isRealDay } from './days.ts'
import { error, FhirProblem } from './outcome.ts'
import {
  begun,
  isObject,
  unreadOf,
  type Coded,
  type Json,
  type Reading,
  type Whole,
} from './reading.ts'

/**
 * Reads the elements of a resource that somebody sent, collecting every fault with its FHIRPath instead of stopping at
 * the first. Knows what was read: `done` refuses what else is there and may not be left out. Never throws for any JSON
 * before `done`.
 */
export class Reader {
  private readonly value: Json
  private readonly path: string
  private readonly whole: Whole

  constructor(value: unknown, path: string, reading: Reading | Whole = {}) {
    this.whole = 'seen' in reading ? reading : begun(reading)
    this.path = path
    this.value = isObject(value) ? value : {}
    if (this.value !== value) this.fault('structure', 'must be an object')
    if (!this.whole.seen.has(this.value)) this.whole.seen.set(this.value, { path, read: new Set() })
  }

  /** @throws FhirProblem 422 with all faults, or 400 when the structure itself is broken */
  done(): void {
    const { issues } = this.whole
    issues.push(...unreadOf(this.whole))
    if (issues.length === 0) return
    const status = issues.some(({ code }) => code === 'structure') ? 400 : 422
    throw new FhirProblem(status, issues.slice(0, 50))
  }

  has(name: string): boolean {
    return this.value[name] !== undefined
  }

  string(name: string, maxLength = 1_000): string | undefined {
    const value = this.take(name)
    if (value === undefined) return undefined
    if (typeof value !== 'string') return this.fault('structure', 'must be a string', name)
    const text = value.trim()
    if (text === '') return this.fault('value', 'must not be empty', name)
    return text.length > maxLength
      ? this.fault('value', `must be at most ${maxLength} characters`, name)
      : text
  }

  required(name: string, maxLength?: number): string {
    if (!this.has(name)) this.fault('required', 'is required', name)
    return this.string(name, maxLength) ?? ''
  }

  code<C extends string>(name: string, codes: readonly C[]): C | undefined {
    const value = this.string(name)
    if (value === undefined) return undefined
    const found = codes.find((code) => code === value)
    return found ?? this.fault('value', `must be one of ${codes.join(', ')}`, name)
  }

  boolean(name: string): boolean | undefined {
    const value = this.take(name)
    if (value === undefined || typeof value === 'boolean') return value
    return this.fault('structure', 'must be true or false', name)
  }

  /** Whole number. */
  integer(name: string): number | undefined {
    const value = this.take(name)
    if (value === undefined) return undefined
    return typeof value === 'number' && Number.isSafeInteger(value)
      ? value
      : this.fault('value', 'must be a whole number', name)
  }

  date(name: string): string | undefined {
    const text = this.string(name, 10)
    if (text === undefined) return undefined
    const real = /^\d{4}-\d{2}-\d{2}$/.test(text) && isRealDay(text)
    return real ? text : this.fault('value', 'must be a day, YYYY-MM-DD', name)
  }

  /** A FHIR date or dateTime, as it was written. */
  dateTime(name: string): string | undefined {
    const text = this.string(name, 40)
    if (text === undefined) return undefined
    const shape = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?$/
    const real =
      shape.test(text) &&
      !Number.isNaN(Date.parse(text)) &&
      (text.length < 10 || isRealDay(text.slice(0, 10)))
    return real ? text : this.fault('value', 'must be a FHIR dateTime', name)
  }

  object(name: string): Reader | undefined {
    const value = this.take(name)
    return value === undefined ? undefined : new Reader(value, this.at(name), this.whole)
  }

  list(name: string, maxLength = 50): Reader[] {
    const value = this.take(name)
    if (value === undefined) return []
    if (!Array.isArray(value)) return this.fault('structure', 'must be an array', name) ?? []
    if (value.length > maxLength)
      this.fault('value', `must have at most ${maxLength} entries`, name)
    return value
      .slice(0, maxLength)
      .map((entry: unknown, i) => new Reader(entry, `${this.at(name)}[${i}]`, this.whole))
  }

  strings(name: string): string[] {
    const value = this.take(name)
    if (value === undefined) return []
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string'))
      return this.fault('structure', 'must be an array of strings', name) ?? []
    return value.map((entry: string) => entry.trim()).filter((entry) => entry !== '')
  }

  /** The codings of a CodeableConcept. */
  codings(name: string): Coded[] {
    return (this.object(name)?.list('coding') ?? []).map((coding) => coding.coding())
  }

  /** This element itself as a Coding. */
  coding(): Coded {
    return { system: this.string('system'), code: this.string('code') }
  }

  /** The id in this element itself as a literal reference: `Type/id`, relative or under our own base, of any version. */
  reference(...types: readonly string[]): string | undefined {
    const text = this.string('reference', 300)
    if (text === undefined)
      return this.has('reference')
        ? undefined
        : this.fault('required', 'must be a literal reference, Type/id', 'reference')
    const [type, id, ...rest] = this.withoutBase(text).split('/')
    const isId = id !== undefined && /^[A-Za-z0-9.-]{1,64}$/.test(id)
    const isVersion = rest.length === 2 && rest[0] === '_history' && rest[1] !== ''
    if (types.includes(type ?? '') && isId && (rest.length === 0 || isVersion)) return id
    return this.fault('value', `must refer to ${types.join(' or ')} of this server`, 'reference')
  }

  referenceTo(name: string, ...types: readonly string[]): string | undefined {
    return this.object(name)?.reference(...types)
  }

  fault(
    code: 'structure' | 'required' | 'value' | 'invariant' | 'business-rule' | 'not-supported',
    what: string,
    name?: string,
  ): undefined {
    const path = name === undefined ? this.path : this.at(name)
    this.whole.issues.push(error(code, `${path} ${what}`, path))
    return undefined
  }

  private take(name: string): unknown {
    this.whole.seen.get(this.value)?.read.add(name)
    return this.value[name]
  }

  private withoutBase(text: string): string {
    const { base } = this.whole
    return base !== undefined && text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text
  }

  private at(name: string): string {
    return `${this.path}.${name}`
  }
}
