import { fork } from 'node:child_process'
import { once } from 'node:events'
import { extname } from 'node:path'
import type { OpenHospital } from './open.ts'

const endMs = 5_000

/** Opens the hospital in a process of its own, which ends when this one does, however that comes about. */
export const forkHospital: OpenHospital = async (door, told, { onError, onEnded }) => {
  // Beside this file, as source and in the bundle.
  const program = new URL(`./hospital-process${extname(import.meta.url)}`, import.meta.url)
  const child = fork(program, { serialization: 'advanced' })
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
