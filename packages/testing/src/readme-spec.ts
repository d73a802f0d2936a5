import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import type { Published } from '@careloom/event-sourcing'
import { refusals, type RefusalReason } from '@careloom/terminology'

const listed = /RefusalOf<'(\w+)'>/gu
const messagesAt = /\(([^()]*_events\.proto)\)/gu
const single =
  /(?:reason: |found\([^']*?, |refuse\('[a-z-]+', |refused\('[a-z-]+', )'([a-z]+(?:-[a-z0-9]+)+)'/gu

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
    it('names every reason for which something is refused, or says that nothing is', () => {
      const reasons = [
        ...[...source.matchAll(listed)].flatMap(([, of = '']) => refusalsOf(of)),
        ...[...source.matchAll(single)].map(([, reason]) => reason),
      ].filter((reason) => reason !== undefined && reason !== null)
      if (reasons.length === 0) assert.match(readme, /Refuses\W+nothing/u)
      assert.deepEqual(
        [...new Set(reasons)].filter((reason) => !isNamed(reason)),
        [],
      )
    })
    it('names every topic, and leads to the messages that are published on it', () => {
      const protos = [...readme.matchAll(messagesAt)].map(([, file = '']) =>
        readFileSync(join(folder, '..', file), 'utf8'),
      )
      for (const { topic, types } of published) {
        assert.ok(isNamed(topic), topic)
        const isOf = (proto: string) => types.every((type) => proto.includes(`message ${type} {`))
        assert.ok(protos.some(isOf), `no link to the messages of ${topic}`)
      }
    })
    it('shows what can be configured, or says that there is nothing', () => {
      // What it shows is made of the declarations; a spec of all pages says whether it is still so.
      if (existsSync(join(folder, 'config.ts'))) assert.match(readme, /\| `[A-Z][A-Z0-9_]+` /u)
      else assert.match(readme, /Configuration\W+none/iu)
    })
  })
}

function refusalsOf(of: string): readonly RefusalReason[] {
  return Object.entries(refusals).flatMap(([name, reasons]) => (name === of ? reasons : []))
}
