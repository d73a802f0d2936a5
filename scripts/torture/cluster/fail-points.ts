import { connectTo } from './log.ts'

export type FailPoint = { readonly what: string; readonly data: Readonly<Record<string, unknown>> }

const retryable = ['RetryableWriteError']

/** How inserts fail: before they are done, or after, when only the answer says so. */
export const failPoints: readonly FailPoint[] = [
  { what: 'connection closed', data: { closeConnection: true } },
  { what: '10107, not primary', data: { errorCode: 10_107, errorLabels: retryable } },
  {
    what: '91, done while shutting down',
    data: { writeConcernError: { code: 91, errmsg: 'shutting down', errorLabels: retryable } },
  },
  {
    what: '64, done, not on most members in time',
    data: { writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' } },
  },
]

const rounds = 5
const timesInARow = 6

/** Lets inserts fail in rounds, between which everybody goes on; answers how many were let fail. */
export async function failing(
  url: string,
  { data }: FailPoint,
  goOn: () => Promise<boolean>,
): Promise<number> {
  const connection = await connectTo({ url, database: 'admin' })
  const admin = connection.getClient().db('admin')
  const set = (mode: unknown) =>
    admin.command({
      configureFailPoint: 'failCommand',
      mode,
      data: { failCommands: ['insert'], ...data },
    })
  try {
    let round = 0
    for (let isWell = true; isWell && round < rounds; round++) {
      await set({ times: timesInARow })
      isWell = await goOn()
    }
    return round * timesInARow
  } finally {
    await set('off')
    await connection.close()
  }
}
