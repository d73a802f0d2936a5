import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from '@jest/globals'
import { routeIds, routeOf } from '@careloom/web-api'

/** Sent for whoever else calls the web API; no screen of ours shows it. */
const forOthers: Readonly<Record<string, string>> = {
  personId: 'for clients that follow one person',
  fhirId: 'for clients that go on over FHIR',
  baseUrl: 'for clients that go on over FHIR',
  ehrName: 'said by organizationName on screen',
  connectionName: 'said by its card on screen',
  sharedTextKey: 'said by part2 on screen',
  overdue: 'nobody is pressed on screen',
  peopleCount: 'counted by the people’s list on screen',
  sharedWithEhr: 'notes are not opened on screen yet',
  withdrawnAt: 'the consent’s own line says it on screen',
  firstFailedAt: 'the last failure is shown',
}

const src = join(import.meta.dirname, '../src')
const screens = globSync('**/*.{ts,tsx}', { cwd: src })
  .filter((file) => !/^stories\/|words|fixtures/.test(file))
  .map((file) => readFileSync(join(src, file), 'utf8'))
  .join('\n')
const words = new Set(screens.match(/[A-Za-z_$][\w$]*/g))

type Schema = { readonly def: Readonly<Record<string, unknown>> }
const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && 'def' in value

/** The names of all fields of a schema, however deep. */
function fieldsOf(schema: Schema): readonly string[] {
  const { def } = schema
  const shape = typeof def['shape'] === 'object' ? (def['shape'] as Record<string, unknown>) : {}
  const inner = [def['element'], def['innerType'], def['valueType'], def['in'], def['out']]
  const options = Array.isArray(def['options']) ? (def['options'] as unknown[]) : []
  return [
    ...Object.keys(shape),
    ...[...Object.values(shape), ...inner, ...options].filter(isSchema).flatMap(fieldsOf),
  ]
}

// What the server answers and no screen reads was forgotten on the screen, or need not be sent.
test('some screen reads every field that the server answers', () => {
  const fields = routeIds.flatMap((id) => {
    const { response } = routeOf(id)
    return isSchema(response) ? fieldsOf(response).map((field) => [field, id] as const) : []
  })
  assert.ok(fields.length > 200)
  assert.deepEqual(
    fields.filter(([field]) => !words.has(field) && !(field in forOthers)),
    [],
  )
})
