import { describe, it } from '@jest/globals'
import { eventually } from '@careloom/testing'
import { withContext } from '@careloom/testing/with-context'
import { openDoor, type Doors } from './door.ts'
import { StoreWithoutRoom } from './failure.ts'

describe('a door that cannot renew what it says of itself', () => {
  it(
    'says why, by its code, and opens again by itself',
    withContext(async (t) => {
      let isFull = true
      const doors: Partial<Doors> = {
        awaited: async () => ({}),
        leave: async () => undefined,
        async renew() {
          if (isFull) throw new StoreWithoutRoom('full')
          return {}
        },
      }
      const door = openDoor(doors as Doors, 'one', async () => undefined)
      t.after(() => door.close())
      await eventually(() => door.shut?.endsWith('(CL_STORE_FULL)') === true, 'that it says so')
      isFull = false
      await eventually(() => door.shut === undefined, 'that it is open', 60_000)
    }),
  )
})
