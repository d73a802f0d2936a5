import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { firstSchema, type AnyEvent } from '@careloom/event-sourcing'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { withContext } from '@careloom/testing/with-context'
import stored from './stored-at-version-1.json' with { type: 'json' }
import { openWorld, temporaryFolder } from './world.ts'

/** A data folder as it was left before any event of the service had a second version. */
async function leave(dataDir: string): Promise<void> {
  const host = new EmbeddedHost({ dataDir })
  const store = (await host.openLog('assignments', firstSchema)).of<AnyEvent>()
  for (const [index, { stream, person, type, data }] of stored.entries()) {
    const metadata = { actor: 'system:test', causationId: `stored-${index}`, person }
    await store.append(stream, (await store.read(stream)).length, [{ type, data }], metadata)
  }
  await host.close()
}

describe('a ranking that was stored at version 1', () => {
  it(
    'is recomputed bit for bit',
    withContext(async (context) => {
      const folder = temporaryFolder(context)
      await leave(folder)
      const { host, service, call, failures } = await openWorld(folder)
      context.after(() => host.close())
      await host.settled()
      const referralId =
        stored.find(({ type }) => type === 'RankingRecorded')?.data.referralId ?? ''
      const { equal, recordedDigest } = await service.replayRanking({ referralId }, call())
      assert.deepEqual([equal, recordedDigest.length, failures], [true, 64, []])
    }),
  )
})
