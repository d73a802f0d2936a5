import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { instantOf } from '@careloom/event-sourcing'
import { openScratchLog } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import type { DeliveryEvent } from '../../domain/delivery.ts'
import { deliver } from './deliver.ts'
import { deliveryStream, type DeliverNeeds } from './needs.ts'

const deliveryId = 'delivery-1'
const at = instantOf(0)
const planned = {
  deliveryId,
  at,
  connectionId: 'lakeside',
  intent: 'care-team',
  routeKind: 'care-team-write',
  evidenceHash: 'hash',
  personId: 'person-1',
  referralId: 'referral-1',
  careTeamId: 'team-1',
  memberId: 'member-1',
} as const

describe('a delivery', () => {
  it(
    'is its person’s, whoever tries it again and whatever the read models have seen',
    withContext(async (t) => {
      const { store } = await openScratchLog<DeliveryEvent>(t)
      const { handle } = deliver({ deliveries: store } as unknown as DeliverNeeds)
      const because = (causationId: string) => ({ actor: 'system:timers', causationId })
      const stream = deliveryStream(deliveryId)
      await handle(stream, { type: 'PlanDelivery', data: planned }, because('1'))
      const failure = { deliveryId, at, code: 'unreachable', backoffMs: [] }
      await handle(stream, { type: 'RecordFailure', data: failure }, because('2'))
      await handle(stream, { type: 'TryAgain', data: { deliveryId, at } }, because('3'))
      const events = await store.read(stream)
      assert.deepEqual(
        events.map(({ type, person }) => [type, person]),
        [
          ['DeliveryPlanned', 'person-1'],
          ['DeliveryFailed', 'person-1'],
          ['DeliveryRetried', 'person-1'],
        ],
      )
    }),
  )
})
