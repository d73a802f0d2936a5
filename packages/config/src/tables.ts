import type { Settings } from './settings.ts'
import type { Variable } from './variable.ts'

type Named = { readonly variable: Variable<unknown>; readonly parts: readonly string[] }

/** Each variable once, with the parts that are told it, in the order of the parts. */
function variablesOf(all: readonly Settings[]): readonly Named[] {
  const found = new Map<string, Named>()
  for (const { part, variables } of all)
    for (const variable of Object.values(variables)) {
      const parts = found.get(variable.name)?.parts ?? []
      found.set(variable.name, { variable, parts: [...parts, part] })
    }
  return [...found.values()]
}

function unsetOf({ unset }: Variable<unknown>): string {
  if (unset.is === 'missing') return '**required**'
  return unset.is === 'default' ? `\`${unset.text}\`` : unset.holds
}

/** A table of Markdown of all variables, and one of the fields of each that holds JSON. */
export function tablesOf(all: readonly Settings[]): string {
  const named = variablesOf(all)
  const several = all.length > 1
  const rows = named.map(({ variable, parts }) =>
    row([
      `\`${variable.name}\``,
      `${variable.meaning}${variable.isSecret ? ' (holds secrets)' : ''}`,
      variable.form.must,
      unsetOf(variable),
      ...(several ? [parts.join(', ')] : []),
    ]),
  )
  const head = ['variable', 'meaning', 'must be', 'if it is not set', ...(several ? ['for'] : [])]
  return [
    [row(head), row(head.map(() => '---')), ...rows].join('\n'),
    ...named.flatMap(({ variable }) => fieldsOf(variable)),
  ].join('\n\n')
}

function fieldsOf({ name, form }: Variable<unknown>): readonly string[] {
  if (form.fields === undefined) return []
  const rows = form.fields.map((field) =>
    row([
      `\`${field.name}\``,
      field.meaning,
      field.isNeeded ? '**required**' : (field.otherwise ?? ''),
    ]),
  )
  return [
    `Each entry of \`${name}\`:`,
    [row(['field', 'meaning', 'if left out']), row(['---', '---', '---']), ...rows].join('\n'),
  ]
}

const row = (cells: readonly string[]) =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

/** The same for a terminal. */
export function describeSettings(all: readonly Settings[]): string {
  const plain = (text: string) => text.replaceAll(/[`*]/g, '')
  return variablesOf(all)
    .map(({ variable, parts }) => {
      const { name, meaning, form } = variable
      const fields = (form.fields ?? []).map(
        (field) => `      ${field.name}: ${field.meaning}${field.isNeeded ? '' : ' (optional)'}`,
      )
      return [
        `  ${name} (${parts.join(', ')})`,
        `      ${plain(meaning)}`,
        `      ${plain(form.must)}; if it is not set: ${plain(unsetOf(variable))}`,
        ...fields,
      ].join('\n')
    })
    .join('\n')
}
