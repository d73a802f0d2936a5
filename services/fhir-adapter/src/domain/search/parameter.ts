import { object } from '../json.ts'
import type { Resource } from '../resource.ts'
import { dateSearch, spanOf, spanOfPeriod, type DateKind, type Span } from './dates.ts'
import { between, fold, list, references, text, tokens, words } from './elements.ts'

/** How values are compared; `canonical` is a reference by its whole address. */
export type ParameterType = 'token' | 'reference' | 'canonical' | 'string' | 'date' | 'uri'

/** One search parameter of one type. */
export type Parameter<R extends Resource = Resource> = {
  readonly name: string
  readonly type: ParameterType
  /** In the form they are compared in. */
  values(resource: R): readonly string[]
  /** Under which name its values are in the index, if they are: `person` is the index of the people themselves. */
  readonly index?: string
  /** Of dates. */
  readonly kind?: DateKind
}

type Pick<R extends Resource> = (resource: R) => unknown

export const token = <R extends Resource>(name: string, pick: Pick<R>): Parameter<R> => ({
  name,
  type: 'token',
  values: (resource) => tokens(pick(resource)),
})
export const reference = <R extends Resource>(name: string, pick: Pick<R>): Parameter<R> => ({
  name,
  type: 'reference',
  values: (resource) => references(pick(resource)),
})
export const uri = <R extends Resource>(name: string, pick: Pick<R>): Parameter<R> => ({
  name,
  type: 'uri',
  values: (resource) => text(pick(resource)),
})
export const canonical = <R extends Resource>(name: string, pick: Pick<R>): Parameter<R> => ({
  name,
  type: 'canonical',
  values: (resource) => text(pick(resource)),
})
export const string = <R extends Resource>(
  name: string,
  pick: (resource: R) => readonly unknown[],
): Parameter<R> => ({ name, type: 'string', values: (resource) => words(pick(resource)) })
export const date = <R extends Resource>(name: string, pick: Pick<R>): Parameter<R> => ({
  name,
  type: 'date',
  values: (resource) => text(pick(resource)).map((each) => spanText(spanOf(each))),
})
const period = <R extends Resource>(name: string, pick: Pick<R>): Parameter<R> => ({
  name,
  type: 'date',
  kind: 'period',
  values: (resource) =>
    list(pick(resource)).flatMap((each) => {
      const { start, end } = object(each)
      if (typeof start !== 'string') return []
      return [spanText(spanOfPeriod(start, typeof end === 'string' ? end : undefined))]
    }),
})

/** Its values are in the index: worth an entry of every row where it finds few among many. */
export const indexed = <R extends Resource>(
  parameter: Parameter<R>,
  index = parameter.name,
): Parameter<R> => ({
  ...parameter,
  index,
})

type With<Element extends string> = Resource & { readonly [Name in Element]?: unknown }

/** Alike in every type that has the element. */
export const status = token('status', (r: With<'status'>) => r.status)
export const category = token('category', (r: With<'category'>) => r.category)
export const code = token('code', (r: With<'code'>) => r.code)
export const identifier = indexed(token('identifier', (r: With<'identifier'>) => r.identifier))
export const inPeriod = indexed(period('date', (r: With<'period'>) => r.period))

/** The person is the index of the people themselves: no entry of its own. */
export const personBy = <R extends Resource>(
  pick: Pick<R>,
  ...names: readonly string[]
): Parameter<R>[] => names.map((name) => indexed(reference(name, pick), 'person'))
export const subject = personBy((r: With<'subject'>) => r.subject, 'patient', 'subject')

const spanText = ({ from, to }: Span): string => from + between + to
function read(span: string): Span {
  const [from = '', to = ''] = span.split(between)
  return { from, to }
}

/** One value that is searched for: which of a resource's values it takes, and where in the index they are. */
type Wanted = {
  readonly takes: (value: string) => boolean
  /** Undefined: anywhere. */
  readonly span: Span | undefined
}

/** @throws FhirProblem 400 for a value that cannot be */
export function wantedBy(parameter: Parameter, value: string, base: string): Wanted {
  switch (parameter.type) {
    case 'date': {
      const { holds, starts } = dateSearch(value, parameter.name, parameter.kind ?? 'date')
      return { takes: (each) => holds(read(each)), span: starts }
    }
    case 'string':
      return beginning(fold(value))
    case 'token':
      return wantedToken(value)
    case 'reference':
      return wantedReference(value.startsWith(`${base}/`) ? value.slice(base.length + 1) : value)
    case 'uri':
    case 'canonical':
      return exactly(value)
  }
}

const exactly = (wanted: string): Wanted => ({
  takes: (value) => value === wanted,
  span: { from: wanted, to: wanted },
})
const beginning = (start: string): Wanted => ({
  takes: (value) => value.startsWith(start),
  span: { from: start, to: `${start}\u{10ffff}` },
})

/** `code`, `system|code`, `|code` (of no system) and `system|` (FHIR R4 3.1.1.4.10). */
function wantedToken(value: string): Wanted {
  const bar = value.indexOf('|')
  if (bar < 0) return beginning(value + between)
  const [system, code] = [value.slice(0, bar), value.slice(bar + 1)]
  if (code !== '') return exactly(code + between + system)
  return { takes: (each) => each.endsWith(between + system), span: undefined }
}

/** `id`, `Type/id`, and the same under our own base. */
function wantedReference(value: string): Wanted {
  const slash = value.indexOf('/')
  return slash < 0
    ? beginning(value + between)
    : exactly(value.slice(slash + 1) + between + value.slice(0, slash))
}
