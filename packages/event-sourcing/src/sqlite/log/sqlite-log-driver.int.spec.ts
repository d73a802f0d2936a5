import { join } from 'node:path'
import { scratchFolder } from '@careloom/testing'
import { logDriverContract } from '@careloom/testing/log-driver.contract'
import { SqliteLogDriver } from './sqlite-log-driver.ts'

logDriverContract('SQLite', async (t) => {
  const file = join(scratchFolder(t), 'log.sqlite')
  const [driver, another] = [new SqliteLogDriver(file), new SqliteLogDriver(file)]
  t.after(() => driver.close())
  t.after(() => another.close())
  return { driver, another }
})
