import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { settings } from './config.ts'

const id = '0190a000-0000-7000-8000-000000000102'
const program = {
  programId: id,
  name: 'Recovery coaching',
  organizationId: id,
  organizationName: 'Harbor Peers',
  capacity: 5,
  peerTitle: 'recovery coach',
}
const load = (...programs: object[]) =>
  settings.read({ REFERRALS_PROGRAMS: JSON.stringify(programs) }).programs

describe('configuration', () => {
  it('promises 72 hours and takes Part 2 not to apply, unless it says otherwise', () => {
    assert.deepEqual(
      load(program).map(({ promiseHours, part2 }) => [promiseHours, part2]),
      [[72, false]],
    )
  })
  it('is refused where no programme is named: nobody could be referred', () => {
    assert.throws(() => settings.read({}), /REFERRALS_PROGRAMS is missing/)
    assert.throws(() => load(), /REFERRALS_PROGRAMS must be a JSON array of at least 1/)
  })
  it('takes where credentials must be good, and for which languages there is an interpreter', () => {
    const [named, plain] = load(
      { ...program, jurisdiction: 'US-CA', interpreterLanguages: ['es'] },
      { ...program, programId: id.replace('102', '103') },
    )
    assert.deepEqual([named?.jurisdiction, named?.interpreterLanguages], ['US-CA', ['es']])
    assert.deepEqual([plain?.jurisdiction, plain?.interpreterLanguages], [undefined, []])
    assert.throws(() => load({ ...program, jurisdiction: 'California' }), /\[0\]\.jurisdiction/)
    assert.throws(() => load({ ...program, interpreterLanguages: 'es' }), /interpreterLanguages/)
  })
  it('names the variable and the field that is wrong', () => {
    for (const text of ['{', '{}'])
      assert.throws(() => settings.read({ REFERRALS_PROGRAMS: text }), /REFERRALS_PROGRAMS/)
    assert.throws(
      () => load(program, { ...program, capacity: 0 }),
      /REFERRALS_PROGRAMS\[1\].capacity/,
    )
    assert.throws(() => load({ ...program, name: ' ' }), /REFERRALS_PROGRAMS\[0\].name/)
    assert.throws(() => load(program, program), /REFERRALS_PROGRAMS\[1\].programId/)
    assert.throws(() => load({ ...program, programId: 'recovery' }), /programId must be a UUID/)
  })
})
