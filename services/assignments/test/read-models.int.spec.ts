import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import {
  alex,
  idOf,
  openWorld,
  priya,
  registerDana,
  temporaryFolder,
  walkToYes,
  dana,
} from './world.ts'

describe('read models', () => {
  it(
    'are the same rebuilt as they have grown',
    withContext(async (context) => {
      const folder = temporaryFolder(context)
      const world = await openWorld(folder)
      context.after(() => world.host.close())
      const { service, call, host } = world
      await world.registerPeer(alex)
      await world.registerPeer(priya)
      await registerDana(world)
      const people = [dana, idOf(400, 2), idOf(400, 3), idOf(400, 4)]
      const referralIds = people.map((_person, n) => idOf(500, n + 1))
      for (const [n, referralId] of referralIds.entries())
        await world.requestReferral(referralId, people[n] ?? dana)
      await host.settled()
      const [first = '', second = '', third = '', fourth = ''] = referralIds
      await walkToYes(world, first, alex)
      await walkToYes(world, fourth, alex)
      await service.sendOffers({ referralId: second, peerWorkerIds: [alex, priya] }, call())
      await service.choosePeer({ referralId: second, peerWorkerId: priya }, call())
      await service.declineOffer({ referralId: second, peerWorkerId: priya }, call())
      await service.placeOnWaitlist({ referralId: third }, call())
      await host.settled()
      await host.keyring.erase(people[3] ?? '')
      await world.say('person-erasure', {
        type: 'PersonErased',
        data: { personId: people[3] ?? '' },
      })
      await host.settled()
      const grown = dump(folder)
      assert.ok(Object.values(grown).every((rows) => rows.length > 0))
      await host.rebuild()
      await host.settled()
      assert.deepEqual(dump(folder), grown)
    }),
  )
})

function dump(folder: string): Record<string, unknown[]> {
  const views = join(folder, 'views')
  const files = readdirSync(views).filter(
    (file) => file.startsWith('assignments.') && file.endsWith('.sqlite'),
  )
  return Object.fromEntries(
    files.sort().map((file) => {
      const db = new DatabaseSync(join(views, file), { readOnly: true })
      const rows = [
        ...db.prepare('SELECT key, row FROM rows ORDER BY key').all(),
        ...db.prepare('SELECT name, value, key FROM entries ORDER BY name, value, key').all(),
      ]
      db.close()
      return [file, rows]
    }),
  )
}
