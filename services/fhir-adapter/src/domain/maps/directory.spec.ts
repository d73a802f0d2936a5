import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { toHealthcareService, toPractitioner, toPractitionerRole } from './directory.ts'

describe('the directory over FHIR', () => {
  const details = {
    displayName: 'Alex Moreno',
    title: 'peer-specialist',
    organizationId: 'peers',
    programIds: ['programme'],
    languages: ['en'],
    proxiedPhone: '(555) 010-0170',
  }
  it('gives a proxied number and the title, and the code only to the certified', () => {
    const [yes, no] = [true, false].map((certified) =>
      toPractitionerRole({ peerWorkerId: 'alex', details, active: true, certified }),
    )
    assert.deepEqual((yes?.['telecom'] as { value: string }[])[0]?.value, '(555) 010-0170')
    assert.match(JSON.stringify(yes?.['code']), /175T00000X/)
    assert.ok(!JSON.stringify(no).includes('175T00000X'))
  })
  const cher = {
    peerWorkerId: 'x',
    details: { ...details, displayName: 'Cher' },
    active: false,
    certified: false,
  }
  it('takes names apart', () =>
    assert.deepEqual(toPractitioner(cher).name, [
      { use: 'usual', text: 'Cher', family: 'Cher', given: ['Cher'] },
    ]))
  it('offers a programme as HealthcareService', () => {
    const service = toHealthcareService({
      programId: 'programme',
      name: 'Recovery coaching',
      organizationId: 'peers',
      organizationName: 'Harbor Peers',
      peerTitle: 'recovery coach',
    })
    assert.deepEqual(
      [service['name'], service['providedBy']],
      ['Recovery coaching', { reference: 'Organization/peers', display: 'Harbor Peers' }],
    )
  })
})
