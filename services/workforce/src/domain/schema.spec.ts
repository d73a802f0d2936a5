import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { fold, upcast, type Instant } from '@careloom/event-sourcing'
import type { OrganizationId, PeerWorkerId } from './ids.ts'
import { peerWorkerDecider, type PeerWorkerEvent } from './peer-worker.ts'
import { schema } from './schema.ts'

const peerWorkerId = 'peer-1' as PeerWorkerId
const at = '2026-03-02T09:00:00.000Z' as Instant
const details = {
  displayName: 'Alex Moreno',
  title: 'peer-specialist',
  organizationId: 'harbor' as OrganizationId,
  programIds: [],
  languages: ['en'],
  modalities: ['phone'],
  schedule: [],
  travelsMetres: 0,
  skills: [],
  servesAgesFrom: 18,
  servesAgesTo: 120,
  caseloadLimit: 6,
} as const
/** What version 1 kept beside. */
const nulls = { place: null, proxiedPhone: null, introduction: null }

describe('what was stored at version 1', () => {
  const read = (type: string, data: unknown) =>
    ({ type, data: upcast(schema, type, 1, data) }) as PeerWorkerEvent
  const registered = read('PeerWorkerRegistered', {
    peerWorkerId,
    details: { ...details, ...nulls },
    registeredAt: at,
  })
  const declared = read('AvailabilityDeclared', {
    peerWorkerId,
    canTakeMore: 2,
    needsLessUntil: null,
    declaredAt: at,
  })
  const state = fold(peerWorkerDecider, [registered, declared])

  it('is the same as what is said today: saying it again changes nothing', () => {
    const same = {
      type: 'ChangePeerWorkerDetails',
      data: { peerWorkerId, details, changedAt: at },
    } as const
    assert.deepEqual(peerWorkerDecider.decide(same, state), { ok: true, events: [] })
  })
})
