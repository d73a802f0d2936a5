import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { OpenHospital } from './open.ts'

const endMs = 5_000

/** Opens the hospital in a process of its own, which ends when this one does, however that comes about. */
export const forkHospital: OpenHospital = async (door, told, { onError, onEnded }) => {
  const child = fork(new URL('./hospital-process.ts', import.meta.url), {
    serialization: 'advanced',
  })
  let isAsked = false
  const ended = once(child, 'exit').then(([code, signal]: unknown[]) => {
    if (!isAsked) onEnded(String(signal ?? code))
  })
  child.on('message', (error) => onError(error as Error))
  // Who knocks before the door is handed over would never be answered.
  door.on('connection', (socket) => socket.destroy())
  await new Promise<void>((resolve, reject) =>
    child.send(told, door, (error) => (error === null ? resolve() : reject(error))),
  )
  door.close()
  return {
    async close() {
      isAsked = true
      if (child.connected) child.disconnect()
      const late = setTimeout(() => child.kill('SIGKILL'), endMs)
      await ended
      clearTimeout(late)
    },
  }
}
