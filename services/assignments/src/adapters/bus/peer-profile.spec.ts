import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { daysIn } from '@careloom/event-sourcing'
import type { PublishedPeerWorkerEvent } from '@careloom/proto/workforce'
import type { PeerProfile } from '../../domain/matching/peer-facts.ts'
import { profileAfter } from './peer-profile.ts'

const peerWorkerId = '0190a000-0000-7000-8000-000000000301'
const personId = '0190a000-0000-7000-8000-000000000401'
const about = { peerWorkerId, personId }
const after = (...events: readonly PublishedPeerWorkerEvent[]) =>
  events.reduce<PeerProfile | undefined>(
    (known, event) => profileAfter(known, event, daysIn('UTC')),
    undefined,
  )

describe('what matching knows of a peer', () => {
  it('names the people whom they do not work with, until they take that back', () => {
    const declared = { type: 'ConflictDeclared', data: about } as const
    const withdrawn = { type: 'ConflictWithdrawn', data: about } as const
    assert.deepEqual(after(declared, declared)?.conflicts, [personId])
    assert.deepEqual(after(declared, withdrawn)?.conflicts, [])
  })
})
