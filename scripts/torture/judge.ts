import { verifyLog } from '../../packages/event-sourcing/src/sqlite/index.ts'
import type { AnyEvent, RecordedEvent } from '../../packages/event-sourcing/src/index.ts'
import { openWorld, tortureKey, type Done, type Ordered, type World } from './world.ts'

export type Ack = {
  readonly stream: string
  readonly revision: number
  readonly position: number
  readonly token: string
}

/** What is wrong, in words; an empty list is what is wanted. `lost` counts acknowledged events that are gone. */
export type Judgement = {
  readonly lost: number
  readonly twice: number
  readonly other: readonly string[]
  readonly events: number
}

/** Starts on what the crash left, lets everything finish, and compares it with what had been acknowledged. */
export async function judge(
  folder: string,
  acks: ReadonlyMap<string, Ack>,
  deduplicates: boolean,
): Promise<Judgement> {
  let world: World
  try {
    world = await openWorld(folder, { deduplicates })
  } catch (error) {
    return { lost: 0, twice: 0, other: [`does not open: ${String(error)}`], events: 0 }
  }
  const other: string[] = []
  try {
    await world.settled()
    const events = await everything(world)
    const { lost, orders } = compareOrders(events, acks, other)
    const twice = compareEffects(events, orders, other)
    await compareCounts(world, orders, other)
    if ((await world.quarantined()).length > 0) other.push('a reaction set something aside')
    return { lost, twice, other, events: events.length }
  } catch (error) {
    return { lost: 0, twice: 0, other: [...other, `cannot be read: ${String(error)}`], events: 0 }
  } finally {
    const checkpoints = world.projection.status().checkpoints
    await world.close()
    for (const { position, what } of verifyLog(world.file, {
      chainKey: tortureKey,
      readUpTo: checkpoints,
    }).findings)
      other.push(`position ${position}: ${what}`)
  }
}

async function everything(world: World): Promise<RecordedEvent<AnyEvent>[]> {
  const events: RecordedEvent<AnyEvent>[] = []
  for (let after = 0; ;) {
    const page = await world.feed.readAll(after, 1_000)
    if (page.through === after) return events
    for (const event of page.events) events.push(event as RecordedEvent<AnyEvent>)
    after = page.through
  }
}

function compareOrders(
  events: readonly RecordedEvent<AnyEvent>[],
  acks: ReadonlyMap<string, Ack>,
  other: string[],
) {
  const orders = new Map<string, number>()
  const found = new Map<string, Ack>()
  const revisions = new Map<string, number>()
  for (const [i, event] of events.entries()) {
    if (event.position !== i + 1)
      other.push(`position ${event.position} stands where ${i + 1} should`)
    if (event.revision !== (revisions.get(event.stream) ?? 0) + 1)
      other.push(`${event.stream} skips to revision ${event.revision}`)
    revisions.set(event.stream, event.revision)
    if (event.type !== 'Ordered') continue
    const { token } = event.data as Ordered['data']
    if (found.has(token)) other.push(`${token} stands twice`)
    found.set(token, {
      stream: event.stream,
      revision: event.revision,
      position: event.position,
      token,
    })
    orders.set(event.stream, (orders.get(event.stream) ?? 0) + 1)
  }
  let lost = 0
  for (const ack of acks.values()) {
    const { stream, revision, position } = found.get(ack.token) ?? {
      stream: '',
      revision: 0,
      position: 0,
    }
    if (stream !== ack.stream || revision !== ack.revision || position !== ack.position) lost += 1
  }
  return { lost, orders }
}

function compareEffects(
  events: readonly RecordedEvent<AnyEvent>[],
  orders: ReadonlyMap<string, number>,
  other: string[],
): number {
  const effects = new Map<string, number>()
  for (const event of events)
    if (event.type === 'EffectDone') {
      const { order } = event.data as Done['data']
      effects.set(order, (effects.get(order) ?? 0) + 1)
    }
  for (const [stream, count] of orders)
    for (let revision = 1; revision <= count; revision++)
      if (!effects.has(`${stream}#${revision}`)) other.push(`${stream}#${revision} had no effect`)
  return [...effects.values()].filter((count) => count > 1).length
}

async function compareCounts(
  world: World,
  orders: ReadonlyMap<string, number>,
  other: string[],
): Promise<void> {
  for (const [stream, count] of orders) {
    const row = await world.projection.get(stream)
    if (row?.orders !== count)
      other.push(`the read model counts ${row?.orders} of ${count} in ${stream}`)
  }
}
