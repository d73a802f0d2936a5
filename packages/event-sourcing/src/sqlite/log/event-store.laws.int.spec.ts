import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import fc from 'fast-check'
import { because, boards, openScratchLog, struck, written, type NoteEvent } from '@careloom/testing'
import { StreamErased, WrongExpectedRevision } from '../../failure.ts'
import { uuidv7 } from '../new-id.ts'
import { runProjection } from '../rows/run-projection.ts'
import { verifyLog } from './verify-log.ts'

type Step =
  | {
      readonly kind: 'append'
      readonly stream: number
      readonly off: number
      readonly texts: readonly string[]
    }
  | { readonly kind: 'erase'; readonly stream: number }
  | { readonly kind: 'reopen' }

const stream = fc.integer({ min: 0, max: 3 })
const append: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('append' as const),
  stream,
  off: fc.constantFrom(0, 0, 0, 1, -1),
  texts: fc.array(fc.string({ unit: 'binary', maxLength: 40 }), { minLength: 1, maxLength: 4 }),
})
const erase: fc.Arbitrary<Step> = fc.record({ kind: fc.constant('erase' as const), stream })
const steps = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: append },
    { weight: 1, arbitrary: erase },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: 'reopen' }) },
  ),
  { maxLength: 40 },
)

describe('laws of the SQLite store', () => {
  it(
    'whatever is appended, erased and reopened, it answers what a list in memory would',
    withContext(async (t) => {
      await fc.assert(
        fc.asyncProperty(steps, async (plan) => {
          let log = await openScratchLog<NoteEvent>(t)
          const model = new Map<number, string[] | 'erased'>()
          let total = 0
          for (const step of plan) {
            if (step.kind === 'reopen') log = await log.reopen()
            else if (step.kind === 'erase') {
              await log.keyring.erase(`person-${step.stream}`)
              model.set(step.stream, 'erased')
            } else {
              const known = model.get(step.stream) ?? []
              const metadata = because({ person: `person-${step.stream}` })
              const appended = log.store.append(
                `note-${step.stream}`,
                Math.max(0, known.length + step.off),
                step.texts.map(written),
                metadata,
              )
              if (known === 'erased') await assert.rejects(appended, StreamErased)
              else if (Math.max(0, known.length + step.off) !== known.length)
                await assert.rejects(appended, WrongExpectedRevision)
              else {
                assert.equal((await appended).position, (total += step.texts.length))
                model.set(step.stream, [...known, ...step.texts])
              }
            }
          }
          for (const [each, texts] of model)
            if (texts !== 'erased')
              assert.deepEqual(
                (await log.store.read(`note-${each}`)).map(({ data }) => data.text),
                texts,
              )
          const page = await log.store.feed.readAll(0, 1_000)
          assert.deepEqual(
            page.events.map(({ position }) => position),
            Array.from({ length: total }, (_, i) => i + 1),
          )
          await log.close()
          assert.deepEqual(verifyLog(log.file).findings, [])
        }),
        { numRuns: 12 },
      )
    }),
  )
  it(
    'a projection rebuilt equals the one that grew, however the log was cut into pages',
    withContext(async (t) => {
      const writes = fc.array(
        fc.record({
          board: stream,
          strike: fc.boolean(),
          text: fc.constantFrom('a', 'b', 'c'),
          pause: fc.boolean(),
        }),
        { minLength: 1, maxLength: 60 },
      )
      const { store, readModels, keyring } = await openScratchLog<NoteEvent>(t)
      const board = runProjection(boards, readModels(), [store.feed], keyring)
      t.after(() => board.close())
      const revisions = new Map<string, number>()
      await fc.assert(
        fc.asyncProperty(writes, async (plan) => {
          for (const { board: key, strike, text, pause } of plan) {
            const name = `board-${key}`
            const revision = revisions.get(name) ?? 0
            revisions.set(name, revision + 1)
            const { position } = await store.append(
              name,
              revision,
              [strike ? struck(text) : written(text)],
              because(),
            )
            if (pause) await board.reached(position)
          }
          await board.caughtUp()
          const grown = [...board.dump()]
          await board.rebuild()
          assert.deepEqual([...board.dump()], grown)
        }),
        { numRuns: 10 },
      )
    }),
  )
  it('ids are UUIDs of version 7, in order of time, each once', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1, maxLength: 50 }),
        (times) => {
          const sorted = times.toSorted((a, b) => a - b)
          let now = 0
          const newId = uuidv7(() => now)
          const ids = sorted.map((time) => ((now = time), newId()))
          for (const id of ids)
            assert.match(
              id,
              /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
            )
          assert.equal(new Set(ids).size, ids.length)
          assert.deepEqual(
            ids.map((id) => id.slice(0, 13)),
            ids.map((id) => id.slice(0, 13)).toSorted(),
          )
        },
      ),
    )
  })
})
