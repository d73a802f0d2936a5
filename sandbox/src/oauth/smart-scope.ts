/** What a scope lets its bearer do with one resource type (SMART App Launch 2.2, scopes v2). */
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's'

/** One parsed SMART v2 scope: `system/Patient.rs` is level `system`, type `Patient`, interactions `rs`. */
export type SmartScope = {
  readonly level: 'patient' | 'user' | 'system'
  readonly type: string
  readonly interactions: readonly Interaction[]
}

const syntax = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]{1,63})\.(c?r?u?d?s?)$/

/**
 * Parses one scope; answers undefined for anything that is not SMART v2 syntax: letters in the order `cruds`, at
 * least one of them. A granular scope (`?category=...`) is not offered here and counts as not understood.
 */
export function parseSmartScope(text: string): SmartScope | undefined {
  const [, level, type, letters] = syntax.exec(text) ?? []
  if (type === undefined || letters === undefined || letters === '') return undefined
  if (level !== 'patient' && level !== 'user' && level !== 'system') return undefined
  return { level, type, interactions: [...letters].filter(isInteraction) }
}

/** Whether a scope asked for stays within one that may be granted. */
export function covers(allowed: SmartScope, asked: SmartScope): boolean {
  return (
    allowed.level === asked.level &&
    (allowed.type === '*' || allowed.type === asked.type) &&
    asked.interactions.every((letter) => allowed.interactions.includes(letter))
  )
}

/** Every SMART scope in a space-separated list; what is not SMART syntax is left out. */
export function smartScopesOf(scope: string | undefined): SmartScope[] {
  return (scope ?? '').split(' ').flatMap((text) => parseSmartScope(text) ?? [])
}

export function smartScopeText({ level, type, interactions }: SmartScope): string {
  return `${level}/${type}.${interactions.join('')}`
}

function isInteraction(letter: string): letter is Interaction {
  return 'cruds'.includes(letter)
}
