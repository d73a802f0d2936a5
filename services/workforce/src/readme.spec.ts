import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { describe, it } from '@jest/globals'

const source = globSync('**/*.ts', { cwd: import.meta.dirname, exclude: ['**/*.spec.ts'] })
  .map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8'))
  .join('\n')
const readme = readFileSync(`${import.meta.dirname}/../README.md`, 'utf8')

describe('the README', () => {
  it('names every reason for which something is refused', () => {
    const reasons = [
      ...source.matchAll(
        /(?:Refusal|DetailsProblem) =\s*((?:\|?\s*'[a-z0-9-]+'\s*)+)|reason: '([a-z0-9-]+)'/g,
      ),
    ].flatMap(([, union, single]) =>
      single === undefined
        ? [...(union ?? '').matchAll(/'([a-z0-9-]+)'/g)].map(([, reason]) => reason)
        : [single],
    )
    assert.ok(reasons.length > 5)
    assert.deepEqual(
      [...new Set(reasons)].filter((reason) => !readme.includes(`\`${reason ?? ''}\``)),
      [],
    )
  })
  it('says that there is nothing to configure where there is not', () =>
    assert.equal(
      readme.includes('## Configuration\n\nNone.'),
      !existsSync(`${import.meta.dirname}/config.ts`),
    ))
})
