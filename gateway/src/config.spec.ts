import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { settings } from './config.ts'

const env = {
  CARELOOM_ORIGIN: 'https://careloom.example/',
  CARELOOM_ISSUER: 'https://id.example/auth/realms/house',
  CARELOOM_CONNECTIONS: '[]',
}

describe('configuration', () => {
  it('has defaults for what a house need not decide', () => {
    const { audience, rateLimit, realmUrl, webClientId, webDir } = settings.read(env)
    assert.deepEqual(
      [audience, rateLimit, realmUrl, webClientId, webDir],
      ['careloom-gateway', 6_000, undefined, 'careloom-web', 'web/dist'],
    )
  })
  it('takes the product and its identity provider from where they are', () => {
    const { origin, realm } = settings.read(env)
    assert.equal(origin, 'https://careloom.example')
    assert.deepEqual(realm, {
      issuer: 'https://id.example/auth/realms/house',
      serverUrl: 'https://id.example/auth',
      realm: 'house',
    })
  })
  it('names every variable that is missing or wrong, at once', () =>
    assert.throws(
      () =>
        settings.read({
          CARELOOM_ISSUER: 'https://id.example',
          CARELOOM_CONNECTIONS: '[{"connectionId":"c"}]',
          GATEWAY_RATE_LIMIT_PER_MINUTE: 'many',
        }),
      ({ message }: Error) => {
        for (const what of [
          /CARELOOM_ORIGIN is missing/,
          /CARELOOM_ISSUER must be the address of a realm/,
          /CARELOOM_CONNECTIONS\[0\]\.organizationId must be/,
          /CARELOOM_CONNECTIONS\[0\]\.clientSecret must be/,
          /GATEWAY_RATE_LIMIT_PER_MINUTE must be a whole number from 1/,
        ])
          assert.match(message, what)
        return true
      },
    ))
})
