import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Actor } from '@careloom/access'
import type { Launch } from './authenticate.ts'
import { launchSessions } from './launch-sessions.ts'

const actor: Actor = {
  id: 'ehr:osei',
  roles: new Set(['clinician']),
  organization: 'hospital',
  launchedFor: 'nobody-yet',
}
const launch: Launch = {
  connectionId: 'c',
  organizationId: 'hospital',
  ehrName: 'Harbor Hospital',
  fhirId: '1',
  display: 'Dana Reyes',
  givenName: 'Dana',
  familyName: 'Reyes',
  birthDate: undefined,
  phone: undefined,
  language: undefined,
  identifiers: [],
  needPatientBanner: true,
}

function world() {
  const time = { nowMs: 0 }
  const sessions = launchSessions(() => time.nowMs)
  const others: (string | undefined)[] = []
  const authenticate = sessions.authenticate(async (authorization) => {
    others.push(authorization)
    return { ok: false }
  })
  const token = () => sessions.exchange(sessions.handoff(actor, launch))?.token ?? assert.fail()
  return { time, sessions, authenticate, others, token }
}

describe('a launch', () => {
  it('hands out a code that works once, within a minute', () => {
    const { time, sessions } = world()
    const code = sessions.handoff(actor, launch)
    assert.ok(sessions.exchange(code) !== undefined)
    assert.equal(sessions.exchange(code), undefined)
    const late = sessions.handoff(actor, launch)
    time.nowMs = 60_000
    assert.equal(sessions.exchange(late), undefined)
    assert.equal(sessions.exchange('guessed'), undefined)
  })
  it('is known by its token for an hour', async () => {
    const { time, authenticate, token } = world()
    const bearer = `Bearer ${token()}`
    const known = await authenticate(bearer)
    assert.deepEqual(known, { ok: true, actor, launch, until: 60 * 60_000 })
    time.nowMs = 60 * 60_000
    assert.deepEqual(await authenticate(bearer), { ok: false, reason: 'expired' })
    assert.deepEqual(await authenticate('Bearer launch-guessed'), { ok: false, reason: 'expired' })
  })
  it('leaves other tokens to others', async () => {
    const { authenticate, others } = world()
    await authenticate('Bearer a.b.c')
    await authenticate(undefined)
    assert.deepEqual(others, ['Bearer a.b.c', undefined])
  })
  it('reaches the record of its own patient only, once they are known', async () => {
    const { sessions, authenticate, token } = world()
    const [mine, other] = [`Bearer ${token()}`, `Bearer ${token()}`]
    sessions.bind(mine, 'dana')
    sessions.bind('Bearer launch-guessed', 'robin')
    const launchedFor = async (bearer: string) => {
      const known = await authenticate(bearer)
      return known.ok ? known.actor.launchedFor : undefined
    }
    assert.deepEqual([await launchedFor(mine), await launchedFor(other)], ['dana', 'nobody-yet'])
  })
})
