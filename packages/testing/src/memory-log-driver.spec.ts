import { logDriverContract } from './log-driver.contract.ts'
import { memoryLogDriver } from './memory-log-driver.ts'
import type { Row } from '@careloom/event-sourcing/log'

logDriverContract('memory', async () => {
  const rows: Row[] = []
  return { driver: memoryLogDriver(rows), another: memoryLogDriver(rows) }
})
