import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'

const root = join(import.meta.dirname, '../../..')
const sources = globSync('{services,packages}/*/src/**/*.ts', { cwd: root })
  .concat(globSync('gateway/src/**/*.ts', { cwd: root }))
  .filter((file) => !file.startsWith('packages/testing/') && !file.includes('/src/testing/'))
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')
const defined = /^(?:export )?const (\w+) = projection(?:OfSome)?</gmu

describe('every projection', () => {
  it('has a spec that asks for a new version when its code has changed', () => {
    const specs = sources.filter((file) => file.endsWith('.spec.ts')).map(textOf)
    const names = sources
      .filter((file) => !file.endsWith('.spec.ts'))
      .flatMap((file) => [...textOf(file).matchAll(defined)].map(([, name = '']) => name))
    assert.ok(names.length >= 20, `${names.length} projections`)
    const without = names.filter(
      (name) =>
        !specs.some((spec) => spec.includes(`projectionSpec(import.meta.filename, ${name},`)),
    )
    assert.deepEqual(without, [])
  })
})
