import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { instantOf, NotCaughtUp } from '@careloom/event-sourcing'
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
  it(
    'is sent by what has been said until then, and fails by nothing that is only late',
    withContext(async (t) => {
      const { store } = await openScratchLog<DeliveryEvent>(t)
      const arrived = { all: false }
      const sent: string[] = []
      const row = (type: string, facts: object) => ({ type, facts: { ...facts } })
      const rows: Readonly<Record<string, object>> = {
        'CareTeam/team-1': row('CareTeam', { members: [], openedAt: at }),
        'Patient/person-1': row('Patient', { identifiers: [] }),
      }
      const ehr = {
        async writeNote({ deliveryId: id }: { readonly deliveryId: string }) {
          sent.push(id)
          return { ok: true, resourceType: 'DocumentReference', resourceId: 'note-1' }
        },
      }
      const needs = {
        deliveries: store,
        rows: { get: async (key: string) => (arrived.all ? rows[key] : undefined) },
        ehrs: new Map([['lakeside', { ehr, organizationId: 'h1', mrnSystem: 'urn:mrn' }]]),
        guard: { judge: async () => ({ allowed: true }) },
        async upToDate() {
          if (!arrived.all) throw new NotCaughtUp('fhir-resources', 1)
        },
        clock: () => at,
        nowMs: () => 0,
      } as unknown as DeliverNeeds
      const { handle, attempt } = deliver(needs)
      const stream = deliveryStream(deliveryId)
      const because = { actor: 'system:plan', causationId: '1' }
      await handle(stream, { type: 'PlanDelivery', data: planned }, because)
      const [event] = await store.read(stream)
      assert.ok(event)
      const types = async () => (await store.read(stream)).map(({ type }) => type)
      await assert.rejects(attempt.handle(event), { code: 'CL_NOT_CAUGHT_UP', retryable: true })
      assert.deepEqual([await types(), sent], [['DeliveryPlanned'], []])
      arrived.all = true
      await attempt.handle(event)
      assert.deepEqual([await types(), sent], [['DeliveryPlanned', 'DeliveryProved'], [deliveryId]])
    }),
  )
})
