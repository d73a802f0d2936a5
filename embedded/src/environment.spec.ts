import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Env } from '@careloom/config'
import { checkEnvironment, environmentOf } from './environment.ts'
import { optionsFrom } from './options-from.ts'

const told = {
  url: 'http://localhost:1',
  hospitalUrl: 'http://localhost:2',
  clientSecret: 's',
  gatewaySecret: 'g',
}
const ofSandbox = (env: Env) => environmentOf({ env, webDir: 'web' }, told)
const alone = {
  CARELOOM_ORIGIN: 'https://careloom.example',
  CARELOOM_ISSUER: 'https://id.example/realms/house',
  CARELOOM_TIME_ZONE: 'America/New_York',
  CARELOOM_CONNECTIONS: '[]',
}

describe('what services and gateway are told', () => {
  it('is what the sandbox sets, and what else the environment says', () => {
    const env = ofSandbox({ OUTCOMES_GRACE_DAYS: '3', CARELOOM_TIME_ZONE: '' })
    assert.equal(env['CARELOOM_ISSUER'], 'http://localhost:1/realms/careloom')
    assert.equal(env['CARELOOM_TIME_ZONE'], 'America/Los_Angeles')
    assert.deepEqual([env['OUTCOMES_GRACE_DAYS'], env['GATEWAY_SECRET']], ['3', 'g'])
    assert.equal(ofSandbox({ CARELOOM_TIME_ZONE: 'UTC' })['CARELOOM_TIME_ZONE'], 'UTC')
  })
  it('is complete with the sandbox alone', () =>
    assert.doesNotThrow(() => checkEnvironment({ env: {}, webDir: 'web' })))
  it('is never half of the sandbox and half of a house', () =>
    assert.throws(
      () => checkEnvironment({ env: alone, webDir: 'web' }),
      /3 settings .*(\n.*CARELOOM_(ORIGIN|ISSUER|CONNECTIONS) is what the sandbox sets.*){3}/,
    ))
  it('is only what the environment says where there is no sandbox', () => {
    const without = { env: alone, sandbox: false, webDir: 'web' }
    assert.throws(() => checkEnvironment(without), /^WrongSettings: REFERRALS_PROGRAMS is missing/)
    assert.deepEqual(environmentOf(without, told), { GATEWAY_WEB_DIR: 'web', ...alone })
  })
})

describe('how a start is told to be', () => {
  const given = { root: '/careloom', log: () => undefined, samplePeople: true }
  it('is with the sandbox, beside the code, unless the environment says otherwise', () => {
    const { port, hospitalPort, sandbox, dataDir, secretsDir } = optionsFrom({}, given)
    assert.deepEqual(
      [port, hospitalPort, sandbox, dataDir, secretsDir],
      [8080, 8081, true, '/careloom/data', '/careloom/data.secrets'],
    )
  })
  it('takes every address and place from the environment', () => {
    const env = { PORT: '0', HOST: '::1', CARELOOM_DATA: '/d', CARELOOM_SYSLOG: 'log:514' }
    const options = optionsFrom(env, given)
    assert.deepEqual(
      [options.port, options.hospitalPort, options.host, options.dataDir, options.witnessFile],
      [0, 0, '::1', '/d', '/d.secrets/witness.jsonl'],
    )
    assert.deepEqual(options.syslog, { host: 'log', port: 514 })
  })
  it('names all that is wrong, of the start and of what it starts', () =>
    assert.throws(
      () =>
        optionsFrom({ PORT: 'eighty', CARELOOM_SYSLOG: 'log', OUTCOMES_GRACE_DAYS: '0' }, given),
      /3 settings .*\n.*PORT must be.*\n.*CARELOOM_SYSLOG must be.*\n.*OUTCOMES_GRACE_DAYS must be/,
    ))
})
