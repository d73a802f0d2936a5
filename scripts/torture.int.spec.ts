import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'

const torture = (...args: readonly string[]) =>
  spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'torture.ts'), ...args],
    { encoding: 'utf8' },
  )

describe('npm run torture', () => {
  it('runs what it is asked for, says what came of it, and ends well', () => {
    const { stdout, stderr, status } = torture('--places', '2', '--race', '200', '--seed', '1')
    assert.equal(status, 0, stderr)
    assert.match(stdout, /last places: 2 raced for, 2 assignments, 0 findings/)
    assert.match(stdout, /race: 200 appends, \d+ won, \d+ were told so, 0 findings/)
  })
})
