import type { KeyObject } from 'node:crypto'
import { diskFull, type AppendItem } from '../../log/append-item.ts'
import type { GroupLog } from '../../log/group-log.ts'
import type { KeyFile } from '../keys/key-file.ts'
import type { DiskRoom } from './disk-room.ts'

export type TurnNeeds = {
  readonly keys: KeyFile
  /** By their numbers. */
  readonly logs: readonly { readonly group: GroupLog }[]
  readonly room: DiskRoom
}

export type Done = {
  /** Per append its last position, or why it was not written. */
  readonly positions: number[]
  /** Whether the erasures are durable. */
  readonly erased: boolean
}

/**
 * One turn of the writer: what is committed together, keys first, then log by log. A log that meets a full disk answers `diskFull`
 * for its part; the others go on.
 */
export async function turn(
  needs: TurnNeeds,
  erase: readonly string[],
  items: readonly AppendItem[],
): Promise<Done> {
  const positions = items.map(() => diskFull)
  const keys = keysFirst(needs, erase, items)
  if (keys === undefined) return { positions, erased: false }
  const keyOf = (subject: string) => {
    const key = keys.get(subject)
    if (key === undefined) throw new TypeError('no key was asked for')
    return key
  }
  const placed = items.map((item, place) => ({ item, place }))
  for (const [log, own] of Map.groupBy(placed, ({ item }) => item[0])) {
    const group = needs.logs[log]?.group
    if (group === undefined) throw new TypeError('log is not open')
    const theirs = own.map(({ item }) => item)
    for (const [n, position] of (await group.write(theirs, keyOf)).entries())
      positions[own[n]?.place ?? -1] = position
  }
  return { positions, erased: true }
}

/** No sealed event can be durable before the key that opens it. Undefined when there is no room for a key. */
function keysFirst(
  { keys, room }: TurnNeeds,
  erase: readonly string[],
  items: readonly AppendItem[],
) {
  const found = new Map<string, KeyObject | 'erased'>()
  try {
    for (const subject of erase) keys.erase(subject)
    for (const [, , , , , , subject] of items)
      if (!found.has(subject)) found.set(subject, keys.forSealing(subject))
    keys.commit()
    return found
  } catch (error) {
    if (!room.explains(error)) throw error
    keys.rollback()
    return undefined
  }
}
