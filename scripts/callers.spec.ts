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

const topics = new Map(
  globSync('proto/src/*.ts', { cwd: root })
    .map((file) => readFileSync(join(root, file), 'utf8'))
    .flatMap((text) => [...text.matchAll(/export const (\w+Topic): Topic<\w+> =\s+'([\w.-]+)'/g)])
    .map(([, name = '', topic = '']) => [name, topic] as const),
)

const accessName = "'@careloom/service-access'"

/** Every topic that a folder names, but those that it publishes. */
function followedBy(folder: string): readonly string[] {
  const named = (files: readonly string[]) =>
    files
      .map((file) => readFileSync(join(root, file), 'utf8'))
      .flatMap((text) => [...text.matchAll(/\b\w+Topic\b/g)])
      .flatMap(([name]) => topics.get(name) ?? [])
  const own = named(globSync(`${folder}/src/**/bus/published.ts`, { cwd: root }))
  const files = globSync(`${folder}/src/**/*.ts`, { cwd: root })
  // Who decides who may see what is in the process of each door.
  const beside = files.some((file) => readFileSync(join(root, file), 'utf8').includes(accessName))
    ? followedBy('services/access')
    : []
  const all = [...named(files), ...beside]
  return [...new Set(all)].filter((topic) => !own.includes(topic)).sort()
}

const notEmpty = (lists: readonly (readonly [string | undefined, readonly string[]])[]) =>
  Object.fromEntries(lists.filter(([, list]) => list.length > 0))

describe('the callers that are declared', () => {
  it('ask those whom they are declared to ask, and nobody else', () => {
    const asking = folders.map((folder) => [folder.split('/').at(-1), askedBy(folder)] as const)
    const declared = Object.entries(callers).map(
      ([name, { calls }]) => [name, [...calls].sort()] as const,
    )
    assert.deepEqual(notEmpty(asking), notEmpty(declared))
  })
  it('follow the topics that they are declared to follow, and no others', () => {
    const following = folders.map(
      (folder) => [folder.split('/').at(-1), followedBy(folder)] as const,
    )
    const declared = Object.entries(callers).map(
      ([name, caller]) => [name, 'follows' in caller ? [...caller.follows].sort() : []] as const,
    )
    assert.deepEqual(notEmpty(following), notEmpty(declared))
  })
})
