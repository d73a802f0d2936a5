import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { callers } from '../proto/src/callers.ts'

// Who asks whom is declared (ADR 66), and is what the compositions do: nobody is let in who does not ask.
const root = join(import.meta.dirname, '..')
const folders = ['gateway', ...globSync('services/*', { cwd: root })]

const fullNames = new Map(
  globSync('proto/gen/careloom/**/service.ts', { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .flatMap((text) =>
      [
        ...text.matchAll(
          /export const (\w+Definition) = \{\s*name: "\w+",\s*fullName: "([\w.]+)"/g,
        ),
      ].map(([, definition = '', fullName = '']) => [definition, fullName] as const),
    ),
)

const askedBy = (folder: string) =>
  globSync(`${folder}/src/**/*.ts`, { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/host\.client\((\w+)\)/g)])
    .map(([, definition = '']) => fullNames.get(definition) ?? assert.fail(definition))
    .sort()

describe('the callers that are declared', () => {
  it('ask those whom they are declared to ask, and nobody else', () => {
    const asking = folders.map((folder) => [folder.split('/').at(-1), askedBy(folder)] as const)
    const declared = Object.entries(callers).map(([name, { calls }]) => [name, [...calls].sort()])
    assert.deepEqual(
      Object.fromEntries(asking.filter(([, calls]) => calls.length > 0)),
      Object.fromEntries(declared),
    )
  })
})
