import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Actor } from '@careloom/access'
import type { OpenShared } from '@careloom/event-sourcing'
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
  birthDate: '1990-01-01',
  phone: '555-0100',
  language: 'es',
  identifiers: [],
  needPatientBanner: true,
}

/** What gateways share, as one that forgets nothing by itself would. */
function memory(): OpenShared {
  const kept = new Map<string, string>()
  return <T>(name: string) => {
    const get = async (key: string) => {
      const text = kept.get(`${name} ${key}`)
      return text === undefined ? undefined : (JSON.parse(text) as T)
    }
    return {
      put: async (key, value) => void kept.set(`${name} ${key}`, JSON.stringify(value)),
      get,
      async take(key) {
        const found = get(key)
        kept.delete(`${name} ${key}`)
        return found
      },
      all: () => assert.fail('nobody lists launches'),
    }
  }
}
function world() {
  const time = { nowMs: 0 }
  const shared = memory()
  const gateway = () => launchSessions(shared, () => time.nowMs)
  const sessions = gateway()
  const others: (string | undefined)[] = []
  const authenticate = sessions.authenticate(async (authorization) => {
    others.push(authorization)
    return { ok: false }
  })
  const token = async () => {
    const session = await sessions.exchange(await sessions.handoff(actor, launch))
    return session?.token ?? assert.fail()
  }
  return { time, gateway, sessions, authenticate, others, token }
}

describe('a launch', () => {
  it('hands out a code that works once, within a minute', async () => {
    const { time, sessions } = world()
    const code = await sessions.handoff(actor, launch)
    assert.ok((await sessions.exchange(code)) !== undefined)
    assert.equal(await sessions.exchange(code), undefined)
    const late = await sessions.handoff(actor, launch)
    time.nowMs = 60_000
    assert.equal(await sessions.exchange(late), undefined)
    assert.equal(await sessions.exchange('guessed'), undefined)
  })
  it('is known by its token for an hour', async () => {
    const { time, authenticate, token } = world()
    const bearer = `Bearer ${await token()}`
    const known = await authenticate(bearer)
    assert.deepEqual(known, { ok: true, actor, launch, until: 60 * 60_000 })
    time.nowMs = 60 * 60_000
    assert.deepEqual(await authenticate(bearer), { ok: false, reason: 'expired' })
    assert.deepEqual(await authenticate('Bearer launch-guessed'), { ok: false, reason: 'expired' })
  })
  it('goes on at another gateway', async () => {
    const { gateway, sessions } = world()
    const code = await sessions.handoff(actor, launch)
    const session = (await gateway().exchange(code)) ?? assert.fail()
    const known = await gateway().authenticate(async () => ({ ok: false }))(
      `Bearer ${session.token}`,
    )
    assert.deepEqual(known, { ok: true, actor, launch, until: session.expiresAt })
  })
  it('leaves other tokens to others', async () => {
    const { authenticate, others } = world()
    await authenticate('Bearer a.b.c')
    await authenticate(undefined)
    assert.deepEqual(others, ['Bearer a.b.c', undefined])
  })
  it('reaches the record of its own patient only, once they are known, and not for longer', async () => {
    const { time, sessions, authenticate, token } = world()
    const [mine, other] = [`Bearer ${await token()}`, `Bearer ${await token()}`]
    time.nowMs = 1_000
    await sessions.bind(mine, 'dana')
    await sessions.bind('Bearer launch-guessed', 'robin')
    const launchedFor = async (bearer: string) => {
      const known = await authenticate(bearer)
      return known.ok ? [known.actor.launchedFor, known.until] : undefined
    }
    assert.deepEqual(await launchedFor(mine), ['dana', 60 * 60_000])
    assert.deepEqual(await launchedFor(other), ['nobody-yet', 60 * 60_000])
  })
})
