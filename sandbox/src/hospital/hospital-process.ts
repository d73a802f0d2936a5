import { Server } from 'node:net'
import { openHospital, type HospitalTold } from './open.ts'

// The hospital in a process of its own. It ends when whoever started it lets go of it or is gone.
let running: ReturnType<typeof openHospital> | undefined
process.once('message', (told, door) => {
  if (!(door instanceof Server)) throw new TypeError('A hospital needs a door that listens.')
  running = openHospital(door, told as HospitalTold, {
    onError: (error) => process.send?.(error),
    onEnded: () => undefined,
  })
})
const end = () => {
  if (running === undefined) process.exit()
  running
    .then(({ close }) => close())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    )
}
process.once('disconnect', end)
process.once('SIGTERM', end)
// Ctrl-C reaches every process of a terminal: the one that asks the hospital says when it may go.
process.on('SIGINT', () => undefined)
if (!process.connected) process.exit()
