import { error, FhirProblem, type Issue } from './outcome.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Reads the elements of a resource that somebody sent, collecting every fault with its FHIRPath instead of stopping at
 * the first. Never throws for any JSON; `done` throws the collected faults at the end.
 */
export class Reader {
  private readonly value: Json
  private readonly path: string
  private readonly issues: Issue[]

  constructor(value: unknown, path: string, issues: Issue[] = []) {
    this.issues = issues
    this.path = path
    if (isObject(value)) this.value = value
    else {
      this.value = {}
      this.fault('structure', 'must be an object')
    }
  }

  /** @throws FhirProblem 422 with all faults, or 400 when the structure itself is broken */
  done(): void {
    if (this.issues.length === 0) return
    const status = this.issues.some(({ code }) => code === 'structure') ? 400 : 422
    throw new FhirProblem(status, this.issues.slice(0, 50))
  }

  has(name: string): boolean {
    return this.value[name] !== undefined
  }

  string(name: string, maxLength = 1_000): string | undefined {
    const value = this.value[name]
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
    const value = this.value[name]
    if (value === undefined || typeof value === 'boolean') return value
    return this.fault('structure', 'must be true or false', name)
  }

  /** Whole number. */
  integer(name: string): number | undefined {
    const value = this.value[name]
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

  /** A FHIR date or dateTime; answers it as an ISO instant. */
  instant(name: string): string | undefined {
    const text = this.string(name, 40)
    if (text === undefined) return undefined
    const shape = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?)?)?$/.test(
      text,
    )
    const at = shape ? Date.parse(text) : Number.NaN
    return Number.isNaN(at)
      ? this.fault('value', 'must be a FHIR dateTime', name)
      : new Date(at).toISOString()
  }

  object(name: string): Reader | undefined {
    return this.has(name) ? new Reader(this.value[name], this.at(name), this.issues) : undefined
  }

  list(name: string, maxLength = 50): Reader[] {
    const value = this.value[name]
    if (value === undefined) return []
    if (!Array.isArray(value)) return this.fault('structure', 'must be an array', name) ?? []
    if (value.length > maxLength)
      this.fault('value', `must have at most ${maxLength} entries`, name)
    return value
      .slice(0, maxLength)
      .map((entry: unknown, i) => new Reader(entry, `${this.at(name)}[${i}]`, this.issues))
  }

  strings(name: string): string[] {
    const value = this.value[name]
    if (value === undefined) return []
    if (!Array.isArray(value) || !value.every((entry) => typeof entry === 'string'))
      return this.fault('structure', 'must be an array of strings', name) ?? []
    return value.map((entry: string) => entry.trim()).filter((entry) => entry !== '')
  }

  /** The codings of a CodeableConcept. */
  codings(name: string): { system: string | undefined; code: string | undefined }[] {
    return (this.object(name)?.list('coding') ?? []).map((coding) => ({
      system: coding.string('system'),
      code: coding.string('code'),
    }))
  }

  /** The id of a literal reference `Type/id` to one of `types`, relative or under our own base. */
  referenceTo(name: string, ...types: readonly string[]): string | undefined {
    const text = this.object(name)?.string('reference', 300)
    if (text === undefined)
      return this.has(name)
        ? this.fault('required', 'must be a literal reference', `${name}.reference`)
        : undefined
    const [type, id] = text.split('/').slice(-2)
    const right = types.includes(type ?? '') && id !== undefined && /^[A-Za-z0-9.-]{1,64}$/.test(id)
    return right
      ? id
      : this.fault('value', `must refer to ${types.join(' or ')}`, `${name}.reference`)
  }

  fault(
    code: 'structure' | 'required' | 'value' | 'invariant' | 'business-rule' | 'not-supported',
    what: string,
    name?: string,
  ): undefined {
    const path = name === undefined ? this.path : this.at(name)
    this.issues.push(error(code, `${path} ${what}`, path))
    return undefined
  }

  private at(name: string): string {
    return `${this.path}.${name}`
  }
}

/** The identifiers of a resource that name both their system and their value; what is less than that identifies nothing. */
export function identifiersOf(resource: Reader): { system: string; value: string }[] {
  return resource.list('identifier').flatMap((identifier) => {
    const system = identifier.string('system', 200)
    const value = identifier.string('value', 200)
    return system === undefined || value === undefined ? [] : [{ system, value }]
  })
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isRealDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
