import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { NotCaughtUp } from '@careloom/event-sourcing'
import type { Evidence } from '../../domain/routes.ts'
import type { ReadEvidence } from './evidence.ts'
import type { DeliverNeeds, HandleDelivery } from './needs.ts'
import { planDeliveries } from './plan.ts'

const notes: Evidence = { DocumentReference: ['create', 'read'] }
type Said = Awaited<ReturnType<ReadEvidence>>
const said = (hash: string, evidence: Evidence) => ({ hash, evidence }) as Said

type Rows = Readonly<Record<string, object>>
const rows: Rows = {
  'CareTeam/t1': { type: 'CareTeam', facts: { referralId: 'r1' } },
  'Task/r1': { type: 'Task', facts: { referralId: 'r1', referrerOrganizationId: 'h1' } },
}

type Command = Parameters<HandleDelivery>[1]

type Told = { readonly rows?: Rows; readonly upToDate?: () => Promise<void> }

/** A peer joins the care team; how often the hospital was asked, and which commands followed. */
async function joined(known: Said | undefined, now: Evidence, hash = 'now', told: Told = {}) {
  const sent: Command[] = []
  let asked = 0
  const needs = {
    rows: { get: (key: string) => Promise.resolve((told.rows ?? rows)[key]) },
    upToDate: told.upToDate ?? (() => Promise.resolve()),
    connections: { get: () => Promise.resolve(known) },
    ehrs: new Map([['lakeside', { organizationId: 'h1' }]]),
    guard: { judge: () => Promise.resolve({ allowed: true }) },
    clock: () => '2026-11-24T14:50:00.000Z',
    idFor: (text: string) => text,
  } as unknown as DeliverNeeds
  const handle = ((_stream: string, command: Command) => {
    sent.push(command)
    return Promise.resolve(undefined)
  }) as unknown as HandleDelivery
  const reaction = planDeliveries(needs, handle, () => {
    asked++
    return Promise.resolve(said(hash, now))
  })
  await reaction.handle({
    stream: 'care-plan-c1',
    id: 'e1',
    position: 1,
    type: 'CareTeamMemberJoined',
    data: { careTeamId: 't1', personId: 'p1', member: { kind: 'peer', memberId: 'm1' } },
    metadata: {},
  } as unknown as Parameters<typeof reaction.handle>[0])
  const planned = sent.map(({ data }) => 'evidenceHash' in data && data.evidenceHash)
  return { asked, planned }
}

describe('a peer who joins a care team', () => {
  it('is told to the hospital by what it said last, without asking it again', async () => {
    assert.deepEqual(await joined(said('before', notes), {}), { asked: 0, planned: ['before'] })
  })
  it('is told to a hospital that has said nothing yet by what it says now', async () => {
    assert.deepEqual(await joined(undefined, notes), { asked: 1, planned: ['now'] })
  })
  it('waits for a hospital that has never answered, however often it was asked', async () => {
    for (const known of [undefined, said('', {})])
      await assert.rejects(joined(known, {}, ''), { code: 'CL_HOSPITAL_AWAY', retryable: true })
    assert.deepEqual(await joined(said('', {}), notes), { asked: 1, planned: ['now'] })
  })
  it('waits for what the hospital may know of them, however late each of it is told', async () => {
    for (const late of Object.keys(rows)) {
      const arrived: Record<string, object> = { ...rows }
      delete arrived[late]
      const behind = () => Promise.reject(new NotCaughtUp('fhir-resources', 1))
      const caughtUp = async () => void Object.assign(arrived, rows)
      await assert.rejects(
        joined(said('before', notes), {}, '', { rows: arrived, upToDate: behind }),
        { code: 'CL_NOT_CAUGHT_UP', retryable: true },
      )
      const told = { rows: arrived, upToDate: caughtUp }
      assert.deepEqual((await joined(said('before', notes), {}, '', told)).planned, ['before'])
    }
  })
  it('is told to nobody when the person has been erased since', async () => {
    assert.deepEqual((await joined(said('before', notes), {}, '', { rows: {} })).planned, [])
  })
  it('is not told to a hospital in whose chart nothing can be written', async () => {
    assert.deepEqual(await joined(undefined, {}), { asked: 1, planned: [] })
  })
})
