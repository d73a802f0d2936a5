import type { QueueRow } from '@careloom/web-api'
import { useState } from 'react'

export type Group = 'urgent' | 'late' | 'today' | 'week' | 'later' | 'others'
const order: readonly Group[] = ['urgent', 'late', 'today', 'week', 'later', 'others']

/** The referrer asks for it sooner than usual. */
export const isUrgent = ({ urgency }: Pick<QueueRow, 'urgency'>): boolean => urgency !== 'routine'

const endOfDay = (nowMs: number) => new Date(nowMs).setHours(23, 59, 59, 999)

/** Where a request stands in the queue; urgent first, then late, and what waits for somebody else last. */
export function groupOf(row: QueueRow, nowMs: number): Group {
  if (row.next.actor !== 'coordinator') return 'others'
  if (isUrgent(row)) return 'urgent'
  const due = Date.parse(row.dueAt)
  if (due < nowMs) return 'late'
  if (due <= endOfDay(nowMs)) return 'today'
  return due <= nowMs + 7 * 86_400_000 ? 'week' : 'later'
}

export function grouped(
  rows: readonly QueueRow[],
  nowMs: number,
): { group: Group; rows: QueueRow[] }[] {
  return order
    .map((group) => ({ group, rows: rows.filter((row) => groupOf(row, nowMs) === group) }))
    .filter(({ rows: found }) => found.length > 0)
}

/** The first so many rows, group by group. */
export function firstOf<Grouped extends { readonly rows: QueueRow[] }>(
  groups: readonly Grouped[],
  most: number,
): Grouped[] {
  let room = most
  return groups.flatMap((group) => {
    const rows = group.rows.slice(0, room)
    room -= rows.length
    return rows.length === 0 ? [] : [{ ...group, rows }]
  })
}

/** Rows stay where they are while somebody reads; new ones wait until they are asked for. */
export function useHeld(rows: readonly QueueRow[]): {
  shown: QueueRow[]
  waiting: number
  show: () => void
} {
  const [held, setHeld] = useState(() => rows.map(({ referralId }) => referralId))
  const shown = rows.filter(({ referralId }) => held.includes(referralId))
  return {
    shown,
    waiting: rows.length - shown.length,
    show: () => setHeld(rows.map(({ referralId }) => referralId)),
  }
}
