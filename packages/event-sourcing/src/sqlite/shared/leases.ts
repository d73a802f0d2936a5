import type { Lease, Leases } from '../../lease.ts'
import { hasEnded, isAhead, machineMs, newHolder } from './machine.ts'
import type { SharedFile } from './shared-file.ts'

const defaultTermMs = 10_000

export type LeaseOptions = {
  /** How long nobody else may hold a lease after the last `acquire`. */
  readonly termMs?: number
  readonly nowMs?: () => number
  /** Names who holds; a name of this process unless said otherwise. */
  readonly holder?: string
}

type Wish = {
  readonly name: string
  readonly answer: (epoch: number | undefined) => void
  readonly fail: (error: unknown) => void
}

const keep =
  'UPDATE leases SET until = ? WHERE name = ? AND holder = ? AND until > ? AND until <= ? RETURNING epoch'
const held = 'SELECT holder, until FROM leases WHERE name = ?'
const take =
  'INSERT INTO leases VALUES (?, ?, 1, ?) ON CONFLICT DO UPDATE SET holder = excluded.holder, epoch = epoch + 1, until = excluded.until RETURNING epoch'
const leave = 'UPDATE leases SET until = 0 WHERE name = ? AND holder = ?'

/**
 * Leases in a file that the processes of one machine share. What is asked for in one turn is kept in one commit. A lease whose
 * process has ended is free at once; a power cut takes no epoch back.
 */
export function sqliteLeases(
  file: SharedFile,
  { termMs = defaultTermMs, nowMs = machineMs, holder = newHolder() }: LeaseOptions = {},
): Leases {
  let wishes: Wish[] = []

  function kept(name: string): number | undefined {
    const now = nowMs()
    const row = file.sql(keep).get(now + termMs, name, holder, now, now + 2 * termMs)
    return row === undefined ? undefined : Number(row['epoch'])
  }

  function isFree(name: string): boolean {
    const row = file.sql(held).get(name)
    if (row === undefined) return true
    const isHeld = isAhead(Number(row['until']), nowMs(), termMs)
    return !isHeld || hasEnded(String(row['holder']))
  }

  function taken(name: string): number | undefined {
    if (!isFree(name)) return undefined
    return Number(file.sql(take).get(name, holder, nowMs() + termMs)?.['epoch'])
  }

  /** Whether it is free is looked at first: who only waits writes nothing. */
  function grant(names: readonly string[]): Map<string, number | undefined> {
    const epochs = new Map(file.write(() => names.map((name) => [name, kept(name)] as const)))
    const others = names.filter((name) => epochs.get(name) === undefined && isFree(name))
    if (others.length > 0)
      file.writeDurably(() => {
        for (const name of others) epochs.set(name, taken(name))
      })
    return epochs
  }

  function grantAll(): void {
    const all = wishes
    wishes = []
    try {
      const epochs = grant([...new Set(all.map(({ name }) => name))])
      for (const { name, answer } of all) answer(epochs.get(name))
    } catch (error) {
      for (const { fail } of all) fail(error)
    }
  }

  return (name): Lease => ({
    acquire: () =>
      new Promise((answer, fail) => {
        if (wishes.push({ name, answer, fail }) === 1) setImmediate(grantAll)
      }),
    async release() {
      file.write(() => file.sql(leave).run(name, holder))
    },
  })
}
