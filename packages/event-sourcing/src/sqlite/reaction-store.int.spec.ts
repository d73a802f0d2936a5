import { join } from 'node:path'
import { scratchFolder } from '@careloom/testing'
import { reactionStoreContract } from '@careloom/testing/reaction-store.contract'
import { SqliteReactionStore } from './reaction-store.ts'

reactionStoreContract('SQLite', async (t) => {
  const file = join(scratchFolder(t), 'reactions.sqlite')
  return async () => {
    const store = new SqliteReactionStore(file)
    let isOpen = true
    const close = async () => {
      if (isOpen) store.close()
      isOpen = false
    }
    t.after(close)
    return { store, close }
  }
})
