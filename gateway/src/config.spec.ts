import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from '@jest/globals'
import { loadConfig } from './config.ts'

const variables = (file: string) =>
  new Set(readFileSync(new URL(file, import.meta.url), 'utf8').match(/GATEWAY_[A-Z_]+/g))
const env = { GATEWAY_ORIGIN: 'https://careloom.example/' }

describe('configuration', () => {
  it('has defaults', () => {
    const { origin, realm, audience, rateLimit, webDir, connections } = loadConfig(env)
    assert.deepEqual(
      [origin, realm, audience, rateLimit, webDir, connections],
      ['https://careloom.example', 'careloom', 'careloom-gateway', 6_000, 'web/dist', []],
    )
  })
  it('names the variable that is wrong', () => {
    assert.throws(() => loadConfig({}), /GATEWAY_ORIGIN/)
    assert.throws(
      () => loadConfig({ ...env, GATEWAY_RATE_LIMIT_PER_MINUTE: 'many' }),
      /GATEWAY_RATE_LIMIT_PER_MINUTE/,
    )
    assert.throws(() => loadConfig({ ...env, GATEWAY_CONNECTIONS: '{' }), /GATEWAY_CONNECTIONS/)
    assert.throws(
      () => loadConfig({ ...env, GATEWAY_CONNECTIONS: '[{"connectionId":"c"}]' }),
      /GATEWAY_CONNECTIONS\[0\].organizationId/,
    )
  })
  it('is the same in the README', () =>
    assert.deepEqual(variables('../README.md'), variables('./config.ts')))
})
