import { useForm, type UseFormReturnType } from '@mantine/form'
import type { z } from 'zod'

/** An optional text field: nothing written is nothing sent. */
export function written(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim()
}

type Given<Values, Schema extends z.ZodType> = {
  /** The one that the server uses. */
  readonly schema: Schema
  readonly initial: Values
  /** The body that the values make; its fields are called as the form's are. */
  readonly bodyOf: (values: Values) => unknown
  /** What the reader is told about a field; `code` is the schema's own word for what is wrong. */
  readonly says: (field: string, code: string) => string
  readonly onEdit?: (values: Values) => void
}

/** A form whose rules are the server's. What is missing is said at its field, and focus goes to the first one. */
export function useServerForm<Values extends Record<string, unknown>, Schema extends z.ZodType>({
  schema,
  initial,
  bodyOf,
  says,
  onEdit,
}: Given<Values, Schema>): {
  form: UseFormReturnType<Values>
  submit: (send: (body: z.output<Schema>) => void) => void
} {
  const form = useForm<Values>({
    initialValues: initial,
    onValuesChange: (values) => onEdit?.(values),
    validate: (values) => {
      const { error } = schema.safeParse(bodyOf(values))
      const wrong = (error?.issues ?? []).map((issue) => {
        const field = issue.path.filter((part) => typeof part === 'string').join('.')
        return [field, says(field, issue.code === 'custom' ? issue.message : issue.code)] as const
      })
      return Object.fromEntries(wrong.toReversed())
    },
  })
  const submit = (send: (body: z.output<Schema>) => void) => {
    const { errors } = form.validate()
    const parsed = schema.safeParse(bodyOf(form.getValues()))
    if (parsed.success) send(parsed.data)
    // Once the words are on screen.
    else requestAnimationFrame(() => focusFirst(Object.keys(errors)))
  }
  return { form, submit }
}

/** Goes to the first field, in reading order, of those named. */
function focusFirst(fields: readonly string[]): void {
  const places = [...document.querySelectorAll<HTMLElement>('[data-path]')]
  const first = places.find(({ dataset }) => fields.includes(dataset['path'] ?? ''))
  first?.focus({ preventScroll: true })
  first?.scrollIntoView({ block: 'center' })
}
