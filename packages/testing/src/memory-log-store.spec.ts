import type { Row } from '@careloom/event-sourcing/log'
import { eventStoreContract } from './event-store.contract.ts'
import { logStoreUnderTest } from './log-store.ts'
import { memoryKeyring, type MemoryKeys } from './memory-keyring.ts'
import { memoryLogDriver } from './memory-log-driver.ts'

eventStoreContract('several processes on a log in memory', (t, options) => {
  const [rows, keys]: [Row[], MemoryKeys] = [[], new Map()]
  const process = async () => ({ driver: memoryLogDriver(rows), keyring: memoryKeyring(keys) })
  return logStoreUnderTest(t, process, options)
})
