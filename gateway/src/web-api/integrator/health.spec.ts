import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Context, ProcessStatus } from '../context.ts'
import { integratorHandlers } from './index.ts'

const well: ProcessStatus = {
  readOnly: false,
  startedAt: '2026-11-09T14:02:00.000Z',
  services: [
    { name: 'people/person-list', behind: 0, failed: false, isWhole: true, reason: undefined },
  ],
  reactions: [{ name: 'r', waiting: 0, waitingSince: undefined, failed: false, reason: undefined }],
  refusedMessages: [],
}

const healthOf = (...all: readonly ProcessStatus[]) =>
  integratorHandlers.getHealth(
    {} as never,
    { operations: { everywhere: async () => all } } as unknown as Context,
  )

describe('the health that the console shows', () => {
  it('is that of every process, each thing once', async () => {
    const { status, services, waiting } = await healthOf(well, well)
    assert.deepEqual([status, services.length, waiting], ['ok', 1, []])
  })

  it('says which messages of the broker nobody believed, as often as one process met them', async () => {
    const refused = (count: number) => ({ topic: 't', code: 'CL_MESSAGE_NOT_PROVEN', count })
    const { status, refusedMessages } = await healthOf(
      { ...well, refusedMessages: [refused(1)] },
      { ...well, refusedMessages: [refused(3)] },
      well,
    )
    assert.deepEqual([status, refusedMessages], ['ok', [refused(3)]])
  })

  it('is that of the process that is worst off', async () => {
    const since = '2026-11-09T15:00:00.000Z'
    const bad: ProcessStatus = {
      ...well,
      startedAt: since,
      services: [
        { name: 'people/person-list', behind: 7, failed: true, isWhole: true, reason: 'x' },
      ],
      reactions: [{ name: 'r', waiting: 2, waitingSince: since, failed: false, reason: 'away' }],
    }
    for (const all of [
      [well, bad],
      [bad, well],
    ]) {
      const { status, services, waiting } = await healthOf(...all)
      assert.equal(status, 'degraded')
      assert.deepEqual(services, [{ name: 'people/person-list', behind: 7, status: 'degraded' }])
      assert.deepEqual(waiting, [{ name: 'r', status: 'waiting', since, count: 2 }])
    }
    assert.equal((await healthOf(well, { ...bad, readOnly: true })).status, 'read-only')
  })
})
