import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import {
  because,
  eventually,
  inSteps,
  Mortal,
  openScratchLog,
  personA,
  type ScratchLog,
} from '@careloom/testing'
import { accept, type AnyEvent, type Decider, type Event } from './decider.ts'
import { commandHandler } from './command-handler.ts'
import type { EventStore } from './event-store.ts'
import { WrongExpectedRevision } from './failure.ts'
import {
  processReactions,
  type Ask,
  type ProcessEvent,
  type ProcessManager,
  type Targets,
} from './process-manager.ts'
import type { ReactionStore } from './reaction-store.ts'
import { runReaction } from './run-reaction.ts'
import { SqliteReactionStore } from './sqlite/reaction-store.ts'

type Requested = Event<'PlaceRequested', { place: string }>
type Done = Event<'EffectDone', { what: string }>

/** Reserve, then start and tell; when the place is taken, apologise instead. */
const placing: ProcessManager<readonly string[], Requested> = {
  name: 'placing',
  handles: ['PlaceRequested'],
  processOf: (message) => message.stream,
  keep: (message) => ({ place: message.data.place }),
  initialState: [],
  evolve: (state, event) =>
    event.type === 'ProcessAnswered' ? [...state, event.data.ask.type] : state,
  onMessage: (message) => [{ target: 'places', type: 'reserve', data: message.data.place }],
  onAnswer(ask, answer) {
    if (ask.type === 'reserve' && answer.ok)
      return [ask1('start', ask.data), ask1('tell', ask.data)]
    if (ask.type === 'reserve') return [ask1('apologise', ask.data)]
    return ask.type === 'start' ? [ask1('confirm', ask.data)] : []
  },
  leftover: (ask, { ok }) => (ok && ask.type === 'reserve' ? [ask1('release', ask.data)] : []),
}

function ask1(type: string, data: unknown): Ask {
  return { target: 'places', type, data }
}

const effect: Decider<null, string, Done> = {
  initialState: null,
  evolve: () => null,
  decide: (what) => accept({ type: 'EffectDone', data: { what } }),
}

type World = {
  readonly log: ScratchLog<AnyEvent>
  readonly reactions: ReactionStore
  readonly deduplicates: boolean
}

function incarnation({ log, reactions, deduplicates }: World, mortal: Mortal) {
  const store = inSteps(log.store.of<ProcessEvent>(), mortal.step)
  const mortalReactions: ReactionStore = {
    load: (name) => reactions.load(name),
    quarantined: (name) => reactions.quarantined(name),
    save: async (name, reached) => (mortal.dead ? undefined : reactions.save(name, reached)),
    flush: async () => (mortal.dead ? undefined : reactions.flush()),
    restart: (name, reached) => reactions.restart(name, reached),
    quarantine: async (entry) => (mortal.dead ? undefined : reactions.quarantine(entry)),
    giveUp: (entry, why) => reactions.giveUp(entry, why),
    givenUp: () => reactions.givenUp(),
    release: (name, position) => reactions.release(name, position),
  }
  const handle = commandHandler(effect, log.store.of<Done>())
  const targets: Targets = {
    places: (ask, metadata) =>
      mortal.step(async () => {
        if (String(ask.data).startsWith('taken') && ask.type === 'reserve')
          return { ok: false, reason: 'no-place' }
        const causationId = deduplicates ? metadata.causationId : because().causationId
        await handle(`effects-${String(ask.data)}`, ask.type, { ...metadata, causationId })
        return { ok: true }
      }),
  }
  const { listen, ask } = processReactions(placing, store, targets)
  const options = { now: () => '2026-11-09T14:02:00.000Z', backoffMs: () => 1 }
  const running = [
    runReaction(listen, log.store.of<Requested>().feed, mortalReactions, options),
    runReaction(ask, log.store.of<ProcessEvent>().feed, mortalReactions, options),
  ]
  return {
    caughtUp: () => Promise.all(running.map((each) => each.caughtUp())),
    close: () => Promise.all(running.map((each) => each.close())),
  }
}

async function openWorld(t: TestContext, deduplicates: boolean): Promise<World> {
  const log = await openScratchLog<AnyEvent>(t)
  const reactions = new SqliteReactionStore(join(log.folder, 'reactions.sqlite'))
  t.after(() => reactions.close())
  return { log, reactions, deduplicates }
}

/** Runs a process of its own with a death at the nth step, then a second life; `died` while the death came in time. */
async function liveTwice(world: World, diesAt: number, place: string) {
  const wanted = `${place} ${diesAt}`
  const stream = `request-${diesAt}`
  await world.log.store.append(
    stream,
    0,
    [{ type: 'PlaceRequested', data: { place: wanted } }],
    because(),
  )
  const mortal = new Mortal(diesAt)
  const first = incarnation(world, mortal)
  await eventually(async () => mortal.dead || (await ended(world.log, stream)), 'death or the end')
  // What is left of the first life hangs for ever, as a killed process would: nothing of it is closed.
  if (!mortal.dead) await first.close()
  const log = diesAt % 8 === 0 ? await world.log.reopen() : world.log
  const second = incarnation({ ...world, log }, new Mortal(Infinity))
  await eventually(() => ended(log, stream), `the end after a death at step ${diesAt}`)
  await second.caughtUp()
  await second.close()
  const effects = (await log.store.of<Done>().read(`effects-${wanted}`))
    .map((event) => event.data.what)
    .sort()
  return {
    world: { ...world, log },
    died: mortal.dead,
    effects,
    aside: await world.reactions.quarantined(),
  }
}

async function ended(log: ScratchLog<AnyEvent>, stream: string): Promise<boolean> {
  const history = await log.store.of<ProcessEvent>().read(`process-placing-${stream}`)
  const asked = history.reduce((count, event) => count + event.data.asks.length, 0)
  return (
    history.length > 0 &&
    history.filter((event) => event.type === 'ProcessAnswered').length === asked
  )
}

describe('a process manager', () => {
  for (const [place, expected] of [
    ['free', ['confirm', 'reserve', 'start', 'tell']],
    ['taken', ['apologise']],
  ] as const)
    it(
      `resumes after a death at every step and does everything once (${place})`,
      withContext(async (t) => {
        let deaths = 0
        let world = await openWorld(t, true)
        for (let step = 1; ; step++) {
          const life = await liveTwice(world, step, place)
          const { died, effects, aside } = life
          world = life.world
          assert.deepEqual(effects, expected, `death at step ${step}`)
          assert.deepEqual(aside, [])
          if (!died) break
          deaths += 1
        }
        assert.ok(deaths >= (place === 'free' ? 20 : 10), `${deaths} steps to die at`)
      }),
    )
  it(
    'is seen to do things twice when nobody remembers causation ids (the proof that the proof can fail)',
    withContext(async (t) => {
      let world = await openWorld(t, false)
      let most = 0
      for (let step = 1; step < 40 && most <= 4; step++) {
        const life = await liveTwice(world, step, 'free')
        world = life.world
        most = Math.max(most, life.effects.length)
      }
      assert.ok(most > 4)
    }),
  )
  it(
    'does not ask again for what was refused and acted on, though it is told again',
    withContext(async (t) => {
      const world = await openWorld(t, true)
      await liveTwice(world, Infinity, 'taken')
      const stream = 'request-Infinity'
      const feed = world.log.store.of<ProcessEvent>().feed
      const { events } = await feed.readAll(0, 100)
      const asked: string[] = []
      // Meanwhile there would be a place.
      const places: Targets = {
        places: async ({ type }) => {
          asked.push(type)
          return { ok: true }
        },
      }
      const { ask } = processReactions(placing, world.log.store.of<ProcessEvent>(), places)
      const again = events.filter((event) => event.stream === `process-placing-${stream}`)
      for (const event of again) await ask.handle(event)
      assert.equal(again.length, 3)
      assert.deepEqual(asked, [])
    }),
  )
  it(
    'lets nothing stand that it asked for while its person was erased, and is done',
    withContext(async (t) => {
      const world = await openWorld(t, true)
      const { store, keyring } = world.log
      await store.append(
        'request-1',
        0,
        [{ type: 'PlaceRequested', data: { place: 'free' } }],
        because({ person: personA }),
      )
      const [message] = (await store.of<Requested>().feed.readAll(0, 1)).events
      const carriedOut: string[] = []
      const { listen, ask } = processReactions(placing, store.of<ProcessEvent>(), {
        async places({ type }) {
          carriedOut.push(type)
          if (type === 'reserve') await keyring.erase(personA)
          return { ok: true }
        },
      })
      await listen.handle(message ?? assert.fail())
      const [saw] = (await store.of<ProcessEvent>().feed.readAll(1, 1)).events
      for (let twice = 0; twice < 2; twice++) await ask.handle(saw ?? assert.fail())
      assert.deepEqual(carriedOut, ['reserve', 'release'])
    }),
  )
  it(
    'tries again when its stream did not take what it saw',
    withContext(async (t) => {
      const log = await openScratchLog<AnyEvent>(t)
      const reactions = new SqliteReactionStore(join(log.folder, 'reactions.sqlite'))
      t.after(() => reactions.close())
      await log.store.append(
        'request-1',
        0,
        [{ type: 'PlaceRequested', data: { place: 'free' } }],
        because(),
      )
      const [message] = (await log.store.of<Requested>().feed.readAll(0, 1)).events
      const contended: EventStore<ProcessEvent> = {
        ...log.store.of<ProcessEvent>(),
        feed: log.store.of<ProcessEvent>().feed,
        read: async () => [],
        append: (stream, revision) => Promise.reject(new WrongExpectedRevision(stream, revision)),
      }
      const { listen } = processReactions(placing, contended, {})
      assert.ok(message !== undefined)
      await assert.rejects(listen.handle(message), {
        code: 'CL_PROCESS_NOT_RECORDED',
        retryable: true,
      })
    }),
  )
})
