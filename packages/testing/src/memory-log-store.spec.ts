import type { Asked, Row } from '@careloom/event-sourcing/log'
import { eventStoreContract } from './event-store.contract.ts'
import { logStoreUnderTest, openLogStore } from './log-store.ts'
import { MemoryKeyring } from './memory-keyring.ts'
import { MemoryKeys } from './memory-keys.ts'
import { memoryLogDriver } from './memory-log-driver.ts'

eventStoreContract('several processes on a log in memory', (t, options) => {
  const [rows, keys]: [Row[], MemoryKeys] = [[], new MemoryKeys()]
  const process = async () => ({ driver: memoryLogDriver(rows), keyring: new MemoryKeyring(keys) })
  return logStoreUnderTest(t, process, options)
})

eventStoreContract(
  'processes that write a log in memory through the one that holds it',
  (t, options) => {
    const [rows, keys]: [Row[], MemoryKeys] = [[], new MemoryKeys()]
    const process = async () => ({
      driver: memoryLogDriver(rows),
      keyring: new MemoryKeyring(keys),
    })
    const holding = process().then(({ driver, ...rest }) => openLogStore(driver, rest))
    t.after(async () => (await holding).close())
    const direction = () => async (asked: readonly Asked[]) => (await holding).take(asked)
    return logStoreUnderTest(t, async () => ({ ...(await process()), direction }), options)
  },
)
