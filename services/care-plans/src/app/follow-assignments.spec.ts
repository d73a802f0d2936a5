import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Metadata } from '@careloom/event-sourcing'
import {
  assignmentFollower,
  type FollowerNeeds,
  type StartedAssignment,
} from './follow-assignments.ts'

type Sent = { readonly type: string; readonly causationId: string }

/** A plan that is open, with these peers on its team, is handed over: what the team is told. */
async function handedOver(to: string, peers: readonly string[]): Promise<readonly Sent[]> {
  const sent: Sent[] = []
  const plan = {
    carePlanId: 'plan-1',
    careTeamId: 'team-1',
    assignmentId: 'assignment-2',
    members: peers.map((memberId) => ({ kind: 'peer', memberId })),
  }
  const accepted = async () => ({ ok: true })
  const needs = {
    commands: {
      plan: accepted,
      async team({ type }: Sent, { causationId }: Metadata) {
        sent.push({ type, causationId })
        return { ok: true }
      },
    },
    queries: {
      upToDate: async () => undefined,
      ofReferral: async () => plan,
      get: async () => plan,
    },
    peerWorkers: { memberFor: async () => ({ kind: 'peer', memberId: to }) },
  } as unknown as FollowerNeeds
  const assignment = { assignmentId: 'assignment-2', peerWorkerId: to } as StartedAssignment
  await assignmentFollower(needs).started(assignment, { actor: 'a', causationId: 'c' })
  return sent
}

describe('a plan that is handed over', () => {
  it('takes every other peer off the team, each under a causation id of its own', async () => {
    const sent = await handedOver('priya', ['alex', 'june', 'priya'])
    assert.deepEqual(sent, [
      { type: 'RemoveCareTeamMember', causationId: 'c:left:alex' },
      { type: 'RemoveCareTeamMember', causationId: 'c:left:june' },
      { type: 'AddCareTeamMember', causationId: 'c:peer' },
    ])
  })
})
