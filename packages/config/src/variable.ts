import type { Form } from './form.ts'

/** One variable of the environment, declared where it is used. */
export type Variable<T> = {
  readonly name: string
  /** What it is, for whoever sets it. */
  readonly meaning: string
  readonly form: Form<T>
  /** Is never shown, in no message and no table. */
  readonly isSecret: boolean
  /** Who does not set it: gets this text's value, goes without (and what holds then), or is told. */
  readonly unset:
    | { readonly is: 'default'; readonly text: string }
    | { readonly is: 'absent'; readonly holds: string }
    | { readonly is: 'missing' }
}

type About = { readonly isSecret?: boolean }

/** A start without it is refused. */
export const required = <T>(
  name: string,
  form: Form<T>,
  meaning: string,
  { isSecret = false }: About = {},
): Variable<T> => ({ name, meaning, form, isSecret, unset: { is: 'missing' } })

/** Where it is not set, `text` is what it says. */
export const byDefault = <T>(
  name: string,
  form: Form<T>,
  text: string,
  meaning: string,
): Variable<T> => ({ name, meaning, form, isSecret: false, unset: { is: 'default', text } })

/** May be left out. @param holds what is true then, in words */
export const optional = <T>(
  name: string,
  form: Form<T>,
  meaning: string,
  holds: string,
  { isSecret = false }: About = {},
): Variable<T | undefined> => ({
  name,
  meaning,
  form,
  isSecret,
  unset: { is: 'absent', holds },
})
