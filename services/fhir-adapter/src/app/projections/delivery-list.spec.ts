import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { parseInstant } from '@careloom/event-sourcing'
import { projectionSpec } from '@careloom/testing'
import type { DeliveryEvent } from '../../domain/delivery.ts'
import { connectionList, deliveryList, deliveryTimers } from './delivery-list.ts'

const at = parseInstant('at', '2026-03-02T09:00:00.000Z')
const in10s = parseInstant('at', '2026-03-02T09:00:10.000Z')
const planned: DeliveryEvent = {
  type: 'DeliveryPlanned',
  data: {
    deliveryId: 'd1',
    at,
    connectionId: 'c1',
    intent: 'care-team',
    routeKind: 'endpoint-and-note',
    evidenceHash: 'h',
    personId: 'p1',
    referralId: 'r1',
    careTeamId: 't1',
    memberId: 'alex',
  },
}
const failure = { deliveryId: 'd1', at, code: 'http-503', httpStatus: 503 }
const failed: DeliveryEvent = { type: 'DeliveryFailed', data: { ...failure, nextAt: in10s } }
const proved: DeliveryEvent = {
  type: 'DeliveryProved',
  data: { deliveryId: 'd1', at, resourceType: 'DocumentReference', resourceId: 'n1', tookMs: 12 },
}
const retried: DeliveryEvent = { type: 'DeliveryRetried', data: { deliveryId: 'd1', at } }

describe('the list of deliveries', () => {
  const given = projectionSpec(import.meta.filename, deliveryList, {
    version: 3,
    hash: 'a1da59c8b935',
  })

  it('shows what came of each attempt', () => {
    assert.equal(given(planned).row('d1').status, 'queued')
    const after = given(planned, failed, proved).row('d1')
    assert.deepEqual([after.status, after.attempts, after.resourceId], ['proved', 2, 'n1'])
  })
  it('shows one that nobody tries again', () => {
    const last: DeliveryEvent = { type: 'DeliveryFailed', data: failure }
    assert.equal(given(planned, last).row('d1').status, 'failed')
  })
  it('goes with the key of the person', () => assert.equal(given(planned).personOf('d1'), 'p1'))
})

describe('the timers of deliveries', () => {
  const given = projectionSpec(import.meta.filename, deliveryTimers, {
    version: 3,
    hash: 'a1da59c8b935',
  })

  it('say when an attempt is due again', () =>
    given(planned, failed).thenRows({
      d1: { dueAt: in10s, command: 'TryAgain', subject: 'd1', person: undefined },
    }))
  it('are gone with the next attempt, and with the proof', () => {
    given(planned, failed, retried).thenRows({})
    given(planned, failed, proved).thenRows({})
  })
  it('go with the key of the person', () =>
    assert.equal(given({ ...failed, person: 'p1' }).personOf('d1'), 'p1'))
})

describe('what hospitals say of themselves', () => {
  const given = projectionSpec(import.meta.filename, connectionList, {
    version: 2,
    hash: 'a1da59c8b935',
  })

  it('is what was read last', () => {
    const said = { connectionId: 'c1', answering: true, hash: 'h1', evidence: {}, at }
    const away = { ...said, answering: false }
    given({ type: 'EvidenceRead', data: said }, { type: 'EvidenceRead', data: away }).thenRows({
      c1: away,
    })
  })
})
