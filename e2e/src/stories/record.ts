import type { Options } from '@careloom/embedded'
import type { ReadRouteId } from '@careloom/web-api'
import { startProduct } from '../product.ts'
import { stable } from './stable.ts'
import {
  storyDesks,
  type Recorder,
  type Recording,
  type StoryDesk,
  type StoryState,
} from './recorder.ts'
import { walk } from './walk.ts'

export { storyDesks } from './recorder.ts'

/** The moment that every story shows. */
const storyTime = '2026-11-24T14:50:00.000Z'
const hourMs = 3_600_000
const weekMs = 7 * 24 * hourMs

type Kept = {
  readonly desk: StoryDesk
  readonly state: StoryState
  readonly id: ReadRouteId
  readonly answer: unknown
}

/** The product after one walk through it, with what it answered every desk on the way. Whoever asks for it closes it. */
export async function livedThrough(options: Partial<Options> = {}) {
  const shiftMs = Math.ceil((Date.parse(storyTime) - Date.now()) / weekMs) * weekMs
  const end = Date.parse(storyTime) - shiftMs
  let set = { to: end - 40 * 24 * hourMs, since: performance.now() }
  const product = await startProduct({
    ...options,
    nowMs: () => set.to + Math.floor(performance.now() - set.since),
  })
  const kept: Kept[] = []
  const recorder: Recorder = {
    base: product.url,
    hospitalBase: product.hospitalUrl,
    setHours: (hours) => (set = { to: end + hours * hourMs, since: performance.now() }),
    at: (hours) => new Date(end + hours * hourMs).toISOString(),
    settled: () => product.host.settled(),
    keep: async ([desk, state], session, id, input) => {
      await product.host.settled()
      kept.push({ desk, state, id, answer: await session.call(id, input) })
    },
  }
  await walk(recorder, product.host).catch(async (error: unknown) => {
    await product.close()
    throw error
  })
  return { product, kept, shiftMs }
}

/**
 * What the server answers every desk on one walk through it. The product's clock is the walk's: it is set forward from
 * weeks before the story and never passes the real one, by which tokens live.
 */
export async function recordStories(): Promise<Readonly<Record<StoryDesk, Recording>>> {
  const { product, kept, shiftMs } = await livedThrough()
  await product.close()
  const renamed = stable(product.url, shiftMs)
  const recorded = Object.fromEntries(
    storyDesks.map((desk): [string, Recording] => [desk, { now: storyTime, full: {}, empty: {} }]),
  ) as Record<StoryDesk, Recording>
  for (const { desk, state, id, answer } of kept) recorded[desk][state][id] = renamed(answer)
  return recorded
}
