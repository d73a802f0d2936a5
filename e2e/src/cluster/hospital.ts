import { Server } from 'node:net'
import { join } from 'node:path'
import { forkHospital } from '@careloom/sandbox'
import { listen } from '@careloom/hosting/http'

const files = join(import.meta.dirname, '../../../sandbox')

export type HospitalDoor = {
  readonly url: string
  /** Opens it, once what it is told of is there. */
  open(told: { readonly careloomBase: string; readonly clientSecret: string }): Promise<void>
  close(): Promise<void>
}

/** Where the sandbox's hospital is reached before it is open: a house is told of it when it starts. */
export async function hospitalDoor(folder: string): Promise<HospitalDoor> {
  const door = new Server()
  const url = `http://localhost:${await listen(door, 0, '127.0.0.1')}`
  let close = async (): Promise<void> => void door.close()
  return {
    url,
    async open(told) {
      const failed = (what: unknown) => process.stderr.write(`The hospital: ${String(what)}\n`)
      const dataDir = join(folder, 'hospital')
      const around = { onError: failed, onEnded: failed }
      const here = { ...told, base: url, dataDir, files, samplePeople: true }
      ;({ close } = await forkHospital(door, here, around))
    },
    close: () => close(),
  }
}
