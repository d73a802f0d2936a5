import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Actor, AuditEntry, Relationships } from '@careloom/access'
import { daysIn, parseInstant, type ReadModel } from '@careloom/event-sourcing'
import { guard } from './guard.ts'

const dana: Relationships = {
  personId: 'dana',
  registeredBy: 'hospital',
  referrals: [],
  assignments: [],
  consents: [],
}
const model = {
  get: async (key: string) => (key === 'dana' ? dana : undefined),
} as unknown as ReadModel<Relationships>
const days = daysIn('America/Los_Angeles')
const clock = () => parseInstant('now', '2026-03-02T09:00:00.000Z')
const open = { pass: () => undefined }
const osei: Actor = {
  id: 'osei',
  roles: new Set(['clinician']),
  organization: 'hospital',
  displayName: 'Dr. Efua Osei',
}
const asked = {
  actor: osei,
  action: 'read',
  class: 'demographics',
  person: 'dana',
  resource: 'Patient/dana',
  requestId: 'q1',
} as const

function trail() {
  const entries: AuditEntry[] = []
  let durable = false
  const record = async (entry: AuditEntry) => {
    await new Promise((resolve) => setImmediate(resolve))
    durable = true
    entries.push(entry)
  }
  return { entries, record, isDurable: () => durable }
}

describe('the guard', () => {
  it('answers only after the audit entry is durable', async () => {
    const audit = trail()
    const decision = await guard(model, audit, clock, days, open).check(asked)
    assert.deepEqual([decision.allowed, audit.isDurable()], [true, true])
    assert.deepEqual(audit.entries, [
      {
        at: clock(),
        outcome: 'allowed',
        rule: 'is in their care',
        consent: undefined,
        actor: 'osei',
        actorName: 'Dr. Efua Osei',
        roles: ['clinician'],
        organization: 'hospital',
        purpose: 'TREAT',
        action: 'read',
        class: 'demographics',
        person: 'dana',
        resource: 'Patient/dana',
        requestId: 'q1',
      },
    ])
  })
  it('audits a denial, too', async () => {
    const audit = trail()
    await guard(model, audit, clock, days, open).check({
      ...asked,
      actor: { ...osei, organization: 'other' },
    })
    assert.deepEqual(
      audit.entries.map(({ outcome, rule }) => [outcome, rule]),
      [['denied', 'nothing ties them to this person']],
    )
  })
  it('answers nothing when the trail cannot be written', async () => {
    const broken = { record: () => Promise.reject(new Error('disk')) }
    await assert.rejects(guard(model, broken, clock, days, open).check(asked), /disk/)
  })
  it('knows a consent until its last day has ended where the house is', async () => {
    const consent = {
      consentId: 'consent-1',
      part2: false,
      from: ['harbor'],
      to: ['hospital'],
      categories: ['notes'],
      until: '2026-03-02',
    }
    const consented = {
      get: async () => ({ ...dana, consents: [consent] }),
    } as unknown as ReadModel<Relationships>
    const isAllowed = async (at: string) => {
      const now = () => parseInstant('now', at)
      const note = { ...asked, class: 'notes', organization: 'harbor' } as const
      return (await guard(consented, trail(), now, days, open).judge(note)).allowed
    }
    assert.equal(await isAllowed('2026-03-03T07:59:59.999Z'), true)
    assert.equal(await isAllowed('2026-03-03T08:00:00.000Z'), false)
  })
  it('judges without auditing, for the rows of a list', async () => {
    const audit = trail()
    assert.equal((await guard(model, audit, clock, days, open).judge(asked)).allowed, true)
    assert.equal(
      (await guard(model, audit, clock, days, open).judge({ ...asked, person: 'robin' })).allowed,
      false,
    )
    assert.deepEqual(audit.entries, [])
  })
})
