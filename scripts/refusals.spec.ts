import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { refusalReasons } from '@careloom/terminology'

// Deciders draw their reasons from the list by their types; what is refused beside them, by commands of two deciders and
// by adapters, is found here.
const root = join(import.meta.dirname, '..')
const sources = globSync(['services/*/src/**/*.ts', 'packages/{event-sourcing,rpc}/src/**/*.ts'], {
  cwd: root,
})
  .filter((file) => !/\.(spec|contract)\.ts$/.test(file))
  .map((file) => [file, readFileSync(join(root, file), 'utf8')] as const)
const categories = "'(?:incorrect|forbidden|not-found|conflict)'"
const said = new RegExp(
  `\\brefused?\\(\\s*${categories},\\s*'([a-z0-9-]+)'|category: ${categories}, reason: '([a-z0-9-]+)'|\\bfound\\([^)]*\\), '([a-z0-9-]+)'\\)`,
  'g',
)

describe('what is refused', () => {
  const all = sources.map(([, text]) => text).join('\n')
  it('is listed once, wherever it is said', () => {
    const listed = new Set<string>(refusalReasons)
    const unlisted = sources.flatMap(([file, text]) =>
      [...text.matchAll(said)]
        .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
        .filter((reason) => !listed.has(reason))
        .map((reason) => `${file}: ${reason}`),
    )
    assert.deepEqual(unlisted, [])
  })
  it('is refused by somebody', () => {
    assert.deepEqual(
      refusalReasons.filter((reason) => !all.includes(`'${reason}'`)),
      [],
    )
  })
})
