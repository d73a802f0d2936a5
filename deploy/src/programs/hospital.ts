import { Server } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environment } from '@careloom/config'
import { listen } from '@careloom/hosting/http'
import { openHospital } from '@careloom/sandbox'
import { hospital } from '../config.ts'
import { sandboxSecret } from '../sandbox.ts'

// The sandbox's hospital: a record system of its own that knows the product by its addresses.
const { host, port, origin, dataDir, careloom, reachedAt } = hospital.read(environment)
const door = new Server()
await listen(door, port, host)
const running = await openHospital(
  door,
  {
    base: origin,
    dataDir,
    files: join(dirname(fileURLToPath(import.meta.resolve('@careloom/sandbox'))), '..'),
    careloomBase: careloom,
    careloomReachedAt: reachedAt,
    clientSecret: sandboxSecret,
    samplePeople: true,
  },
  {
    onError: (error) => process.stderr.write(`hospital: ${error.message}\n`),
    onEnded: () => undefined,
  },
)
process.once('SIGTERM', () => void running.close().then(() => process.exit(0)))
