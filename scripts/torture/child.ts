import { writeSync } from 'node:fs'
import { randomFrom } from './random.ts'
import { openWorld } from './world.ts'

// The process that is killed: clients that order without a break. Each acknowledged order is a line on standard output,
// written before anything else happens: `stream revision position token`.
const [folder = '', seed = '1', dedup = 'with'] = process.argv.slice(2)
const random = randomFrom(Number(seed))
const world = await openWorld(folder, { deduplicates: dedup === 'with' })
writeSync(1, 'ready\n')

async function client(id: number): Promise<never> {
  for (let n = 0; ; n++) {
    const stream = `order-${seed}-${id}-${Math.floor(n / 5)}`
    const token = `${seed}.${id}.${n}`
    const padding = 'x'.repeat(Math.floor(random() * 900))
    const metadata = {
      actor: 'torture',
      causationId: token,
      person: `person-${seed}-${id}-${Math.floor(n / 20)}`,
    }
    const { revision, position } = await world.orders.append(
      stream,
      n % 5,
      [{ type: 'Ordered', data: { token, padding } }],
      metadata,
    )
    say(`${stream} ${revision} ${position} ${token}\n`)
  }
}

/** Whoever listens may be slow: a full pipe is tried again, so that what was acknowledged is known before anything else. */
function say(line: string): void {
  for (;;)
    try {
      return void writeSync(1, line)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
    }
}

await Promise.all(Array.from({ length: 12 }, (_, id) => client(id)))
