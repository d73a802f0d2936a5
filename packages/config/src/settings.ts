import type { Env } from './environment.ts'
import type { Variable } from './variable.ts'

// What the values are is in the type of each variable; here they are only read.
// oxlint-disable-next-line typescript/no-explicit-any
type Variables = Readonly<Record<string, Variable<any>>>

/** Everything that one part of the product is told by the environment. */
export type Settings<V extends Variables = Variables> = {
  /** Who is told: a service, the gateway. */
  readonly part: string
  readonly variables: V
  /** @throws WrongSettings that names every variable that is missing or wrong */
  read(env: Env): { readonly [K in keyof V]: V[K] extends Variable<infer T> ? T : never }
}

export type ConfigOf<S extends Settings> = ReturnType<S['read']>

/** The environment is not as it must be. Its message names every variable, and repeats nothing that was set. */
export class WrongSettings extends Error {
  readonly problems: readonly string[]
  constructor(problems: readonly string[]) {
    super(
      problems.length === 1
        ? `${problems[0]}.`
        : `${problems.length} settings are missing or wrong:\n${problems.map((each) => `  ${each}`).join('\n')}`,
    )
    this.name = 'WrongSettings'
    this.problems = problems
  }
}

export function settingsOf<V extends Variables>(part: string, variables: V): Settings<V> {
  return {
    part,
    variables,
    read(env) {
      const values: Record<string, unknown> = {}
      const problems: string[] = []
      for (const [key, variable] of Object.entries(variables)) {
        const { value, wrong } = valueOf(variable, env)
        if (wrong === undefined) values[key] = value
        else problems.push(...wrong)
      }
      if (problems.length > 0) throw new WrongSettings(problems)
      return Object.freeze(values) as ReturnType<Settings<V>['read']>
    },
  }
}

/** Reads what several parts are told, so that a start says at once what is wrong for any of them. @throws WrongSettings */
export function checkSettings(all: readonly Settings[], env: Env): void {
  const variables = all.flatMap((settings) => Object.values(settings.variables))
  const problems = variables.flatMap((variable) => valueOf(variable, env).wrong ?? [])
  if (problems.length > 0) throw new WrongSettings([...new Set(problems)])
}

/** What is set to nothing is not set: that is how a Compose file leaves a variable out. */
function valueOf(
  { name, meaning, form, unset }: Variable<unknown>,
  env: Env,
): { readonly value?: unknown; readonly wrong?: readonly string[] } {
  const said = env[name]
  const text = said === undefined || said === '' ? undefined : said
  if (text === undefined && unset.is === 'missing')
    return { wrong: [`${name} is missing: ${meaning}. It must be ${form.must}`] }
  if (text === undefined && unset.is === 'absent') return { value: undefined }
  const read = form.read(text ?? (unset.is === 'default' ? unset.text : ''))
  return 'value' in read
    ? read
    : { wrong: read.wrong.map(({ at, must }) => `${name}${at} must be ${must}`) }
}
