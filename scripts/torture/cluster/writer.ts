import { setTimeout as pause } from 'node:timers/promises'
import {
  accept,
  CareloomError,
  commandHandler,
  type Decider,
} from '../../../packages/event-sourcing/src/index.ts'
import { randomFrom } from '../random.ts'
import type { Ordered } from '../world.ts'
import { openLog } from './log.ts'

// One of the processes that write one log: clients that order without a break, on streams that all of them share. What is not
// answered is asked again, under its causation id. Each acknowledged order is a line: `stream revision position token`. It says where it is
// reached (`@ place`) and, at its end, how many appends others had handed over to it (`+ count`).
const [url = '', database = '', id = '', seed = '1', keysIn] = process.argv.slice(2)
const random = randomFrom(Number(seed))
const clients = 6
const sharedStreams = 12
/** Streams end after a while, so that reading one stays cheap. */
const ordersPerStream = 20

type Order = { readonly token: string; readonly count: number }
const ordering: Decider<null, Order, Ordered> = {
  initialState: null,
  evolve: () => null,
  decide: ({ token, count }) =>
    accept(
      ...Array.from({ length: count }, (_, i): Ordered => ({
        type: 'Ordered',
        data: { token: `${token}.${i}`, padding: 'x'.repeat(Math.floor(random() * 300)) },
      })),
    ),
}

let isEnding = false
process.on('SIGTERM', () => (isEnding = true))

const { store, place, taken, close } = await openLog<Ordered>({ url, database, keysIn })
if (place !== undefined) console.log(`@ ${place}`)
const order = commandHandler(ordering, store)

async function client(number: number): Promise<void> {
  for (let n = 0; !isEnding; n++) {
    const shared = Math.floor(random() * sharedStreams)
    const stream = `order-${shared}-${Math.floor(n / ordersPerStream)}`
    await untilAnswered(stream, { token: `${id}.${number}.${n}`, count: 1 + (n % 3) })
  }
}

async function untilAnswered(stream: string, command: Order): Promise<void> {
  const metadata = { actor: 'torture', causationId: command.token, person: `person-${stream}` }
  for (;;)
    try {
      const outcome = await order(stream, command, metadata)
      if (!outcome.ok) continue
      console.log(`${stream} ${outcome.revision} ${outcome.position} ${command.token}`)
      return
    } catch (error) {
      if (!(error instanceof CareloomError) || !error.retryable) throw error
      await pause(20)
    }
}

await Promise.all(Array.from({ length: clients }, (_, number) => client(number))).catch(
  (error: unknown) => {
    console.log(`! ${error instanceof Error ? error.message : String(error)}`)
    process.exit(1)
  },
)
await close()
console.log(`+ ${taken()}`)
