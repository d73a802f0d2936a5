import { createSecretKey } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  accept,
  commandHandler,
  firstSchema,
  instantOf,
  processReactions,
  projection,
  runReaction,
  type AnyEvent,
  type Decider,
  type Event,
  type ProcessEvent,
  type ProcessManager,
} from '../../packages/event-sourcing/src/index.ts'
import {
  openSqliteEventStore,
  ReadModelFile,
  runProjection,
  Saver,
  SqliteKeyring,
  SqliteReactionStore,
  uuidv7,
  Writer,
} from '../../packages/event-sourcing/src/sqlite/index.ts'

/** An order of which an effect must follow, once. `token` proves that what is read is what was written. */
export type Ordered = Event<'Ordered', { token: string; padding: string }>
export type Done = Event<'EffectDone', { order: string }>

const effect: Decider<null, string, Done> = {
  initialState: null,
  evolve: () => null,
  decide: (order) => accept({ type: 'EffectDone', data: { order } }),
}

const fulfilling: ProcessManager<null, Ordered> = {
  name: 'fulfilling',
  handles: ['Ordered'],
  processOf: (message) => `${message.stream}#${message.revision}`,
  keep: () => ({}),
  initialState: null,
  evolve: () => null,
  onMessage: (message) => [
    { target: 'effects', type: 'do', data: `${message.stream}#${message.revision}` },
  ],
  onAnswer: () => [],
}

export type Count = { readonly orders: number; readonly effects: number }

/** Orders and effects per order stream: counting twice or skipping shows. */
const none: Count = { orders: 0, effects: 0 }
const counts = projection<Ordered | Done, Count>({
  name: 'counts',
  version: 1,
  key: (data, { stream }) => ('order' in data ? (data.order.split('#')[0] ?? '') : stream),
  person: 'nobody',
  on: {
    Ordered: (row = none) => ({ ...row, orders: row.orders + 1 }),
    EffectDone: (row = none) => ({ ...row, effects: row.effects + 1 }),
  },
})

/** The one secret of a torture world: wraps its keys and proves its log. */
export const tortureKey = createSecretKey(Buffer.alloc(32, 9))

export type World = Awaited<ReturnType<typeof openWorld>>

/** The real store, a projection and a process manager over the files of one folder. */
export async function openWorld(folder: string, options: { readonly deduplicates?: boolean } = {}) {
  mkdirSync(join(folder, 'logs'), { recursive: true })
  const kek = tortureKey
  const writer = new Writer(join(folder, 'keys.sqlite'), { keks: [kek], chainKey: kek })
  const keyring = new SqliteKeyring(join(folder, 'keys.sqlite'), [kek], writer)
  const file = join(folder, 'logs', 'torture.sqlite')
  const now = () => instantOf(Date.now())
  const log = await openSqliteEventStore<AnyEvent>({
    name: 'torture',
    file,
    writer,
    keyring,
    schema: firstSchema,
    clock: now,
    newId: uuidv7(Date.now),
  })
  const reactions = new SqliteReactionStore(join(folder, 'reactions.sqlite'))
  const saver = new Saver()
  const readModels = new ReadModelFile(join(folder, 'views', 'torture.sqlite'), saver)
  const model = runProjection(counts, readModels, [log.of<Ordered | Done>().feed], keyring)
  const doEffect = commandHandler(effect, log.of<Done>())
  const { listen, ask } = processReactions(fulfilling, log.of<ProcessEvent>(), {
    effects: async ({ data }, metadata) => {
      const causationId =
        options.deduplicates === false
          ? `${metadata.causationId} ${process.pid} ${performance.now()}`
          : metadata.causationId
      await doEffect(`effect-${String(data)}`, String(data), { ...metadata, causationId })
      return { ok: true }
    },
  })
  const running = [
    runReaction(listen, log.of<Ordered>().feed, reactions, { now }),
    runReaction(ask, log.of<ProcessEvent>().feed, reactions, { now }),
  ]
  return {
    file,
    orders: log.of<Ordered>(),
    effects: log.of<Done>(),
    feed: log.feed,
    projection: model,
    quarantined: () => reactions.quarantined(),
    async settled() {
      for (let before = -1; before !== log.feed.known();) {
        before = log.feed.known()
        for (const each of running) await each.caughtUp()
      }
      await model.caughtUp()
    },
    async close() {
      for (const each of running) await each.close()
      await writer.close()
      await model.close()
      await saver.close()
      readModels.close()
      log.close()
      keyring.close()
      reactions.close()
    },
  }
}
