import { lockData } from './data-lock.ts'

// Takes what it gets of some folders at a moment that it is told, says which, and holds them until it is killed.
const [, , at, ...folders] = process.argv
while (Date.now() < Number(at)) {
  // All at once, to the millisecond.
}
const got = folders.filter((folder) => {
  try {
    lockData(folder, { pid: process.pid, url: 'child', since: 'now' })
    return true
  } catch {
    return false
  }
})
// What nobody holds on to is collected: a lock must not be.
;(globalThis as { gc?: () => void }).gc?.()
process.send?.(got)
setInterval(() => undefined, 60_000)
