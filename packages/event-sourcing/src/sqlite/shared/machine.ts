import { randomUUID } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'

/** Milliseconds since the machine was started: the same in all of its processes, and no clock that is set changes it. */
export const machineMs = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000

/**
 * Whether the end of a term is still ahead. One that lies more than two terms ahead is from before the machine was started;
 * processes read their clocks a little apart.
 */
export const isAhead = (until: number, nowMs: number, termMs: number): boolean =>
  until > nowMs && until <= nowMs + 2 * termMs

/** A name for a part of this process, by which others see whether the process is still there. */
export function newHolder(): string {
  return [namespaceOf('self'), process.pid, startOf('self'), randomUUID()].join('/')
}

/** The process has ended, however it did. Unknown is no: where the system does not tell, or of processes that it does not show. */
export function hasEnded(holder: string): boolean {
  const [namespace, pid, start] = holder.split('/')
  if (namespace === undefined || namespace === '' || pid === undefined || start === '') return false
  return namespace === namespaceOf('self') && startOf(pid) !== start
}

/** Which processes this one can see; '' where that is not told (Linux tells it). */
function namespaceOf(pid: string): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${boot}.${readlinkSync(`/proc/${pid}/ns/pid`).replaceAll(/[^0-9]/g, '')}`
  } catch {
    return ''
  }
}

/** When a process was started (proc(5), field 22 of `stat`); '' when there is none. */
function startOf(pid: string): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' || state === 'X' ? '' : (fields[18] ?? '')
  } catch {
    return ''
  }
}
