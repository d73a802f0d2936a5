import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { logs, ownerOf, owners, publisherOf, topics } from '../proto/src/owners.ts'

const here = join(import.meta.dirname, '../proto/src')
const texts = globSync('*.ts', { cwd: here }).map((file) => readFileSync(join(here, file), 'utf8'))
const found = (pattern: RegExp) =>
  texts.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)).sort()

describe('who owns what', () => {
  it('holds every topic of the house, each published by a service that there is', () => {
    assert.deepEqual([...topics].sort(), found(/Topic: Topic<\w+> =\s+'([\w.-]+)'/g))
    for (const topic of topics) assert.ok(publisherOf(topic) in owners, topic)
  })
  it('holds every service of the house', () => {
    const services = globSync('../../services/*/src/main.ts', { cwd: here })
    assert.equal(Object.keys(owners).length, services.length)
    for (const [owner, definition] of Object.entries(owners))
      assert.equal(ownerOf(definition), owner)
  })
  it('refuses what nobody owns', () => {
    assert.throws(() => ownerOf({ fullName: 'careloom.none.v1.NoService' }), TypeError)
    assert.throws(() => publisherOf('note'), TypeError)
  })
  it('holds every log that a service opens', () => {
    const opened = globSync('../../services/*/src/start.ts', { cwd: here })
      .map((file) => readFileSync(join(here, file), 'utf8'))
      .flatMap((text) => {
        const [, service = ''] = /const service = '([\w-]+)'/.exec(text) ?? []
        return [...text.matchAll(/openLog\((?:'(\w+)'|service)/g)].map(
          ([, name]) => name ?? service,
        )
      })
    assert.deepEqual([...logs].sort(), opened.sort())
  })
})
