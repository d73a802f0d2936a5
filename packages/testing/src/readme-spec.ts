import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import type { Published } from '@careloom/event-sourcing'

const unions = /(?:Refusal|DetailsProblem) =\s*((?:\|?\s*'[a-z0-9-]+'\s*)+)/gu
const single =
  /(?:reason: |found\([^']*?, |refuse\('[a-z-]+', |refused\('[a-z-]+', )'([a-z]+(?:-[a-z0-9]+)+)'/gu
const variable = /\b[A-Z]+(?:_[A-Z]+)*_[A-Z]+\b/gu

/**
 * What the README of a service must say: every reason for which something is refused, everything that is published, and
 * everything that can be configured.
 * @param folder `import.meta.dirname` of a spec in `src`
 */
export function readmeSpec(folder: string, published: readonly Published[] = []): void {
  const readme = readFileSync(join(folder, '../README.md'), 'utf8')
  const isNamed = (word: string) => new RegExp(`(?<![\\w-])${word}(?![\\w-])`, 'u').test(readme)
  const source = globSync('**/*.ts', { cwd: folder, exclude: ['**/*.spec.ts'] })
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n')

  describe('the README', () => {
    it('names every reason for which something is refused', () => {
      const reasons = [
        ...[...source.matchAll(unions)].flatMap(([, union = '']) => union.match(/[a-z0-9-]+/gu)),
        ...[...source.matchAll(single)].map(([, reason]) => reason),
      ].filter((reason) => reason !== undefined && reason !== null)
      assert.ok(reasons.length > 0)
      assert.deepEqual(
        [...new Set(reasons)].filter((reason) => !isNamed(reason)),
        [],
      )
    })
    it('names every topic and everything that is published on it', () => {
      const words = published.flatMap(({ topic, types }) => [topic, ...types])
      assert.deepEqual(
        words.filter((word) => !isNamed(word)),
        [],
      )
    })
    it('names everything that can be configured, or says that there is nothing', () => {
      const config = join(folder, 'config.ts')
      if (!existsSync(config)) return assert.match(readme, /Configuration\W+none/iu)
      const variables = readFileSync(config, 'utf8').match(variable) ?? []
      assert.deepEqual(
        [...new Set(variables)].filter((each) => !isNamed(each)),
        [],
      )
    })
  })
}
