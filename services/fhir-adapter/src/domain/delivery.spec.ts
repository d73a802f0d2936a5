import { describe, it } from '@jest/globals'
import { parseInstant } from '@careloom/event-sourcing'
import { specFor } from '@careloom/testing'
import { connectionDecider, deliveryDecider, type DeliveryEvent } from './delivery.ts'

const at = parseInstant('at', '2026-03-02T09:00:00.000Z')
const in10s = parseInstant('at', '2026-03-02T09:00:10.000Z')
const plan = {
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
} as const
const proof = {
  deliveryId: 'd1',
  at,
  resourceType: 'DocumentReference',
  resourceId: 'n1',
  tookMs: 12,
}
const failure = { deliveryId: 'd1', at, code: 'http-503', httpStatus: 503 }
const backoffMs = [10_000]
const again = { type: 'TryAgain', data: { deliveryId: 'd1', at } } as const
const planned: DeliveryEvent = { type: 'DeliveryPlanned', data: plan }
const failed: DeliveryEvent = { type: 'DeliveryFailed', data: { ...failure, nextAt: in10s } }
const proved: DeliveryEvent = { type: 'DeliveryProved', data: proof }
const retried: DeliveryEvent = { type: 'DeliveryRetried', data: again.data }
const given = specFor(deliveryDecider)

describe('a delivery', () => {
  it('is planned once', () => {
    given().when({ type: 'PlanDelivery', data: plan }).thenRecords(planned)
    given(planned).when({ type: 'PlanDelivery', data: plan }).thenRecordsNothing()
  })
  it('is proved once, and nothing undoes that', () => {
    given(planned).when({ type: 'RecordProof', data: proof }).thenRecords(proved)
    given(planned, proved).when({ type: 'RecordProof', data: proof }).thenRecordsNothing()
    given(planned, proved)
      .when({ type: 'RecordFailure', data: { ...failure, backoffMs } })
      .thenRecordsNothing()
    given(planned, proved).when(again).thenRefuses('delivery-proved-already')
  })
  it('that failed is due again, until a human must look', () => {
    given(planned)
      .when({ type: 'RecordFailure', data: { ...failure, backoffMs } })
      .thenRecords(failed)
    given(planned, failed, retried)
      .when({ type: 'RecordFailure', data: { ...failure, backoffMs } })
      .thenRecords({ type: 'DeliveryFailed', data: { ...failure, nextAt: undefined } })
  })
  it('is tried again when it failed, and only then', () => {
    given(planned, failed).when(again).thenRecords(retried)
    given(planned).when(again).thenRecordsNothing()
    given(planned, failed, retried).when(again).thenRecordsNothing()
  })
  it('that was never planned is not found', () =>
    given().when(again).thenRefuses('delivery-not-found'))
})

describe('what a connection says of itself', () => {
  const said = {
    connectionId: 'c1',
    answering: true,
    hash: 'h1',
    evidence: { Patient: ['read'] },
    at,
  }
  const read = specFor(connectionDecider)
  it('is kept when it changes or stops answering, and not otherwise', () => {
    read()
      .when({ type: 'RecordEvidence', data: said })
      .thenRecords({ type: 'EvidenceRead', data: said })
    read({ type: 'EvidenceRead', data: said })
      .when({ type: 'RecordEvidence', data: { ...said, at: in10s } })
      .thenRecordsNothing()
    const away = { ...said, answering: false }
    read({ type: 'EvidenceRead', data: said })
      .when({ type: 'RecordEvidence', data: away })
      .thenRecords({ type: 'EvidenceRead', data: away })
  })
})
