import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { ReferralServiceDefinition } from '@careloom/proto/referrals'
import { Refused, type Call, type Client } from '@careloom/rpc'
import { referralsOverRpc } from './referrals.ts'

describe('asking referrals', () => {
  it('hands on for whom it was asked, and the word of the door, but not whose data it is', async () => {
    const calls: Call[] = []
    const client = {
      getReferral: (_request: unknown, call: Call) => {
        calls.push(call)
        throw new Refused({ category: 'not-found', reason: 'referral-not-found' })
      },
    } as unknown as Client<ReferralServiceDefinition>
    const asked = {
      actor: 'jo',
      organization: 'org-1',
      causationId: 'c',
      vouched: { by: 'gateway', actor: 'jo', organization: 'org-1', until: 1 },
    }
    const metadata = { ...asked, person: 'dana', consent: 'consent-1' }
    const find = referralsOverRpc(client).find('referral-1' as never, metadata)
    await assert.rejects(find, Refused)
    assert.deepEqual(calls, [{ metadata: asked }])
  })
})
