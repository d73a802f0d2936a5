import { randomFillSync } from 'node:crypto'
import type { NewId } from '../ports.ts'

/** UUIDs of version 7 (RFC 9562): time-ordered to the millisecond, then random. */
export function uuidv7(nowMs: () => number): NewId {
  const pool = Buffer.allocUnsafe(10 * 512)
  let used = pool.length
  return () => {
    if (used === pool.length) {
      randomFillSync(pool)
      used = 0
    }
    const random = pool.toString('hex', used, used + 10)
    used += 10
    const time = nowMs().toString(16).padStart(12, '0')
    const variant = '89ab'.charAt(Number.parseInt(random.charAt(3), 16) & 3)
    return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`
  }
}
