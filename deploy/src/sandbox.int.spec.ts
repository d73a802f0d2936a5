import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { processes } from '@careloom/proto/owners'
import { sandboxFile } from './sandbox.ts'

const fileOf = (name: string) => readFileSync(join(import.meta.dirname, '..', name), 'utf8')

describe('the containers to try it out', () => {
  it('are told what the sandbox tells one process (npm run describe-settings)', () =>
    assert.equal(fileOf('sandbox.env'), sandboxFile()))
  it('run every process that a house has', () => {
    const programs = [
      ...fileOf('compose.yaml').matchAll(
        /^ {4}command: \[(?:services\/)?([a-z-]+)\/src\/main\.ts\]$/gm,
      ),
    ]
    assert.deepEqual(programs.map(([, name]) => name).sort(), [...processes].sort())
  })
  it('are scraped, every process of a house', () => {
    const scraped = [...fileOf('watch/prometheus.yml').matchAll(/^ {10}- ([a-z-]+)$/gm)]
    assert.deepEqual(scraped.map(([, name]) => name).sort(), [...processes].sort())
  })
})
