import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Asked } from '@careloom/access'
import { Refused } from '@careloom/rpc'
import type { Context } from '../context.ts'
import { sendReferral } from './refer.ts'

const recorded = { stream: 'referral-1', revision: 1, position: 1 }
const programs = [{ programId: 'program-1', name: 'Peers', organizationId: 'peers', part2: false }]

/** What happens when a chart's patient is referred, in order; `known`: who the chart's numbers name already. */
async function referring(known?: string): Promise<readonly string[]> {
  const happened: string[] = []
  const does = (what: string) => async () => {
    happened.push(what)
    return { personId: known ?? 'new', recorded, ...recorded }
  }
  const unknown = new Refused({ category: 'not-found', reason: 'person-not-registered' })
  const context = {
    actor: { id: 'efua', roles: new Set(['clinician']), organization: 'hospital' },
    launch: { identifiers: [{ system: 'urn:mrn', value: '1' }], organizationId: 'hospital' },
    services: {
      people: {
        findPerson: async () =>
          known === undefined ? Promise.reject(unknown) : { personId: known },
        registerPerson: does('registered'),
        grantConsent: does('granted'),
      },
      referrals: { listPrograms: async () => ({ programs }), requestReferral: does('referred') },
    },
    access: {
      relationships: { reached: async () => undefined },
      guard: {
        async check({ action, class: what }: Asked) {
          happened.push(`audited: ${action} ${what}`)
          return { allowed: true }
        },
      },
    },
    call: () => ({ metadata: {} }),
    clock: () => '2026-03-02T09:00:00.000Z',
    bindLaunch: async () => undefined,
  } as unknown as Context
  const body = { programId: 'program-1', contact: {} }
  const request = { body, idempotencyKey: 'key-1' } as Parameters<typeof sendReferral>[0]
  await sendReferral(request, context)
  return happened
}

describe('a referral from a chart', () => {
  const refers = ['audited: create referral', 'granted', 'referred']
  it('is in the audit trail before anything is done, and the registration of somebody new', async () =>
    assert.deepEqual(await referring(), ['audited: create demographics', 'registered', ...refers]))
  it('is in the audit trail before anything is done of somebody who is known', async () =>
    assert.deepEqual(await referring('dana'), ['registered', ...refers]))
})
