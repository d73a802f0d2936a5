import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Accepted } from '../events.ts'

/** What is used of Emmett; its packages are installed beside the workspace, so there are no types to import. */
type EmmettStore = {
  appendToStream(
    stream: string,
    events: readonly Accepted[],
    options?: { expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
  ): Promise<unknown>
  readStream(stream: string): Promise<{ events: readonly Accepted[] }>
  schema?: { migrate?(): Promise<unknown> }
  close?(): Promise<void>
}
type Handle = (store: EmmettStore, stream: string, decide: () => Accepted) => Promise<unknown>
type Emmett = {
  CommandHandler(options: {
    evolve(state: number, event: Accepted): number
    initialState(): number
  }): Handle
}
type Opened = EmmettStore & { command(stream: string, event: Accepted): Promise<unknown> }

const core = '@event-driven-io/emmett'
const peers = join(import.meta.dirname, '..', '..', 'peers')

export async function openEmmett(kind: 'sqlite' | 'postgresql', target: string): Promise<Opened> {
  const require = createRequire(join(peers, `emmett-${kind}`, 'package.json'))
  const library = require(`@event-driven-io/emmett-${kind}`) as Record<
    string,
    (target: unknown) => EmmettStore
  >
  const { CommandHandler } = require(core) as Emmett
  const store =
    kind === 'sqlite'
      ? library['getSQLiteEventStore']?.({ fileName: target })
      : library['getPostgreSQLEventStore']?.(target)
  if (store === undefined) throw new Error('this version of Emmett is made otherwise')
  if (kind === 'postgresql') await store.schema?.migrate?.()
  const handle = CommandHandler({ evolve: (state) => state + 1, initialState: () => 0 })
  return Object.assign(store, {
    command: (stream: string, event: Accepted) => handle(store, stream, () => event),
  })
}
