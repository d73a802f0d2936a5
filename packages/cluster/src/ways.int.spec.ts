import assert from 'node:assert/strict'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { scratchFolder } from '@careloom/testing'
import { authority } from '@careloom/testing/certificates'
import { withContext } from '@careloom/testing/with-context'
import { settings } from './config.ts'
import { waysIn } from './ways.ts'

const told = {
  CARELOOM_MONGODB: 'mongodb://localhost:27017',
  CARELOOM_SECRETS: 'secrets',
  CARELOOM_CALLER_KEYS: 'keys',
  CARELOOM_TIME_ZONE: 'Europe/Berlin',
}
const at = (address: string) =>
  JSON.stringify([
    { service: 'people', address },
    { service: 'referrals', address: '10.0.0.7:1' },
  ])
const ways = (more: Record<string, string>) =>
  waysIn(settings.read({ ...told, ...more }), (error) => assert.fail(String(error)))
const names = /CARELOOM_CERTIFICATES, or CARELOOM_UNENCRYPTED_CALLS to `everywhere`/

describe('ways without certificates', () => {
  it('begin and end on this machine', () => {
    for (const HOST of ['0.0.0.0', '::', '10.0.0.7', 'people', '127.0.0.1.example', '1270.0.0.1'])
      assert.throws(() => ways({ HOST }), names, HOST)
    for (const HOST of ['127.0.0.1', 'localhost', '::1']) ways({ HOST })
    assert.throws(() => ways({}).to('people'), names)
    for (const place of ['127.0.0.1:1,10.0.0.7:1', '10.0.0.7:1', 'localhost.example:1'])
      assert.throws(() => ways({ CARELOOM_SERVICES: at(place) }).to('people'), names, place)
    const { address, proof } = ways({ CARELOOM_SERVICES: at('127.0.0.1:1,127.0.0.2:2') }).to(
      'people',
    )
    assert.deepEqual([address, proof], ['places:127.0.0.1:1,127.0.0.2:2', undefined])
  })
  it('lead to names and addresses of either kind, several with commas between them', () => {
    const address = 'people-1:1,[2001:db8::1]:2,10.0.0.7:3'
    const everywhere = { CARELOOM_UNENCRYPTED_CALLS: 'everywhere' }
    const told = ways({ ...everywhere, CARELOOM_SERVICES: at(address) })
    assert.equal(told.to('people').address, `places:${address}`)
    const here = ways({ CARELOOM_SERVICES: at('::1:9090') })
    assert.equal(here.to('people').address, 'dns:[::1]:9090')
    for (const wrong of ['people', 'people:0', 'people:1,', 'people:1, other:2', 'dns:///people:1'])
      assert.throws(() => ways({ CARELOOM_SERVICES: at(wrong) }), /CARELOOM_SERVICES/, wrong)
  })
  it('go everywhere where somebody says so', () => {
    const everywhere = ways({ HOST: '0.0.0.0', CARELOOM_UNENCRYPTED_CALLS: 'everywhere' })
    assert.equal(everywhere.to('people').address, 'dns:people:9090')
  })
})

describe('ways with certificates', () => {
  it(
    'go everywhere, to whose certificate is for the name of the service',
    withContext(async (t) => {
      const folder = scratchFolder(t)
      await (await authority('the house')).issue(folder, 'people')
      const secured = ways({ HOST: '0.0.0.0', CARELOOM_CERTIFICATES: folder })
      const { address, proof } = secured.to('referrals')
      assert.deepEqual([address, proof?.name], ['dns:referrals:9090', 'referrals'])
    }),
  )
  it('are refused where there are none, whatever else is said', () => {
    const unencrypted = { CARELOOM_UNENCRYPTED_CALLS: 'everywhere' }
    const missing = join(tmpdir(), 'careloom-no-certificates')
    assert.throws(() => ways({ CARELOOM_CERTIFICATES: missing, ...unencrypted }), /tls\.crt/)
  })
})
