import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'
import { dayMs, monday, redeliverAll, scratchFolder, until, uuid } from '@careloom/testing'
import { assignment, dana, ended, openWorld, peers, started, type World } from './world.ts'

let calls = 0
const call = (causationId = `call-${++calls}`) => ({ metadata: { actor: dana, causationId } })

async function withSeries(context: TestContext, part2 = true) {
  const dataDir = scratchFolder(context)
  const world = await openWorld(dataDir)
  let open = true
  const close = async () => {
    if (open) await world.host.close()
    open = false
  }
  context.after(close)
  await world.tell(started(part2), dana)
  await world.host.settled()
  return { ...world, dataDir, close }
}

const measuresOf = async ({ outcomes }: Pick<World, 'outcomes'>, dueOnly: boolean) =>
  (await outcomes.listMeasures({ personId: dana, dueOnly }, call())).measures

async function dueIdOf(world: Pick<World, 'outcomes'>, instrument: string): Promise<string> {
  const found = (await measuresOf(world, true)).find((each) => each.instrument === instrument)
  return found?.measureId ?? assert.fail(`${instrument} is not due`)
}

/** Every item answered with one value, but for those that are named. */
async function answersOf(
  { outcomes }: Pick<World, 'outcomes'>,
  instrument: string,
  value: number,
  but: Record<string, number | undefined> = {},
) {
  const { instruments } = await outcomes.listInstruments({}, call())
  const items = instruments.find((each) => each.instrument === instrument)?.items ?? []
  return items.map(({ linkId }) => ({ linkId, value: linkId in but ? but[linkId] : value }))
}

describe('an assignment that started', () => {
  it(
    'schedules PHQ-9 and GAD-7, and BARC-10 where Part 2 applies; the baseline is due at once',
    withContext(async (context) => {
      const world = await withSeries(context)
      const all = await measuresOf(world, false)
      assert.equal(all.length, 12)
      assert.deepEqual(
        [...new Set(all.map(({ occasion }) => occasion))],
        ['baseline', 'day-30', 'day-90', 'day-180'],
      )
      const due = await measuresOf(world, true)
      assert.deepEqual(
        due.map(({ instrument, occasion, overdue }) => [instrument, occasion, overdue]),
        [
          ['phq-9', 'baseline', false],
          ['gad-7', 'baseline', false],
          ['barc-10', 'baseline', false],
        ],
      )
      assert.deepEqual(
        new Set((await world.published()).map(({ type }) => type)),
        new Set(['MeasureScheduled']),
      )
    }),
  )

  it(
    'schedules no BARC-10 elsewhere',
    withContext(async (context) => {
      const world = await withSeries(context, false)
      assert.deepEqual(
        (await measuresOf(world, true)).map(({ instrument }) => instrument),
        ['phq-9', 'gad-7'],
      )
    }),
  )

  it(
    'changes nothing when it is delivered or told again, also after a restart',
    withContext(async (context) => {
      const first = await withSeries(context)
      const before = await first.published()
      await first.tell(started(), dana)
      await first.host.settled()
      assert.deepEqual(await first.published(), before)
      await first.close()
      redeliverAll(first.dataDir)
      const second = await openWorld(first.dataDir)
      context.after(() => second.host.close())
      await second.host.settled()
      assert.deepEqual(await second.published(), before)
      assert.deepEqual(await second.host.bus.quarantined(), [])
      assert.equal((await measuresOf(second, true)).length, 3)
    }),
  )
})

describe('time', () => {
  it(
    'makes a measure due on its day and overdue after the days of grace',
    withContext(async (context) => {
      const world = await withSeries(context, false)
      world.time.nowMs += 15 * dayMs
      assert.deepEqual(
        (await measuresOf(world, true)).map(({ overdue, status }) => [overdue, status]),
        [
          [true, 'due'],
          [true, 'due'],
        ],
      )
      await until(
        async () =>
          (await world.published()).filter(({ type }) => type === 'MeasureOverdue').length === 2,
      )
      world.time.nowMs += 15 * dayMs
      assert.equal((await measuresOf(world, true)).length, 4)
      await world.host.settled()
      assert.equal(
        (await world.published()).filter(({ type }) => type === 'MeasureOverdue').length,
        2,
      )
    }),
  )
})

describe('an answered measure', () => {
  it(
    'is scored, and shows the crisis lines when the item on self-harm is not at its lowest',
    withContext(async (context) => {
      const world = await withSeries(context)
      const measureId = await dueIdOf(world, 'phq-9')
      const answers = await answersOf(world, 'phq-9', 1)
      const result = await world.outcomes.answerMeasure({ measureId, answers }, call())
      assert.deepEqual([result.score, result.skipped, result.showSafety], [9, 0, true])
      const position = result.recorded?.position ?? 0
      const view = await world.outcomes.getMeasure({ measureId, afterPosition: position }, call())
      assert.deepEqual([view.status, view.answeredAt], ['answered', monday])
      assert.equal((await measuresOf(world, true)).length, 2)
      const told = (await world.published()).at(-1)
      assert.equal(told?.type, 'MeasureAnswered')
      const { seriesId: _series, ...data } = told.data
      assert.deepEqual(data, {
        measureId,
        personId: dana,
        instrument: 'phq-9',
        occasion: 'baseline',
        organizationId: peers,
        part2: true,
        answers,
        score: 9,
        answeredAt: monday,
      })
    }),
  )

  it(
    'has no score when an item was skipped, and is safe when the item on self-harm was',
    withContext(async (context) => {
      const world = await withSeries(context)
      const measureId = await dueIdOf(world, 'phq-9')
      const answers = await answersOf(world, 'phq-9', 1, { '/44260-8': undefined })
      const result = await world.outcomes.answerMeasure({ measureId, answers }, call())
      assert.deepEqual([result.score, result.skipped, result.showSafety], [undefined, 1, false])
      const told = (await world.published()).at(-1)
      assert.ok(told?.type === 'MeasureAnswered' && told.data.score === undefined)
      assert.deepEqual((await world.outcomes.listOutcomes({ personId: dana }, call())).lines, [])
    }),
  )

  it(
    'is answered once',
    withContext(async (context) => {
      const world = await withSeries(context)
      const measureId = await dueIdOf(world, 'gad-7')
      const answers = await answersOf(world, 'gad-7', 1)
      const first = await world.outcomes.answerMeasure({ measureId, answers }, call('sent'))
      assert.deepEqual(
        await world.outcomes.answerMeasure({ measureId, answers }, call('sent')),
        first,
      )
      assert.equal((await world.outcomes.answerMeasure({ measureId, answers }, call())).score, 7)
      const others = await answersOf(world, 'gad-7', 2)
      await assert.rejects(world.outcomes.answerMeasure({ measureId, answers: others }, call()), {
        message: 'measure-already-answered',
      })
      await assert.rejects(world.outcomes.answerMeasure({ measureId: uuid(1), answers }, call()), {
        message: 'measure-unknown',
      })
    }),
  )

  it(
    'makes a line with ranges and reliable change, where such were published',
    withContext(async (context) => {
      const world = await withSeries(context)
      for (const [value, barc] of [
        [2, 3],
        [1, 5],
      ] as const) {
        for (const [instrument, answer] of [
          ['phq-9', value],
          ['barc-10', barc],
        ] as const) {
          const answers = await answersOf(world, instrument, answer)
          await world.outcomes.answerMeasure(
            { measureId: await dueIdOf(world, instrument), answers },
            call(),
          )
        }
        world.time.nowMs += 30 * dayMs
      }
      const { lines } = await world.outcomes.listOutcomes({ personId: dana }, call())
      assert.deepEqual(
        lines.map(({ instrument, direction, reliable, points }) => [
          instrument,
          direction,
          reliable,
          points.map(({ score }) => score),
        ]),
        [
          ['phq-9', 'better', true, [18, 9]],
          ['barc-10', 'better', false, [30, 50]],
        ],
      )
      const [phq, barc] = lines.map(({ points }) => points[0])
      assert.deepEqual([phq?.low.toFixed(2), phq?.high.toFixed(2)], ['13.76', '22.24'])
      assert.deepEqual([barc?.low, barc?.high], [30, 30])
    }),
  )
})

describe('a declined measure', () => {
  it(
    'is not asked for any more',
    withContext(async (context) => {
      const world = await withSeries(context)
      const measureId = await dueIdOf(world, 'phq-9')
      await world.outcomes.declineMeasure({ measureId }, call())
      assert.equal((await measuresOf(world, true)).length, 2)
      assert.deepEqual((await world.published()).at(-1), {
        type: 'MeasureDeclined',
        data: { measureId, personId: dana },
      })
    }),
  )
})

describe('an assignment that ended', () => {
  it(
    'asks each instrument once more and nothing else, however often it is told',
    withContext(async (context) => {
      const world = await withSeries(context)
      world.time.nowMs += dayMs
      const endedAt = new Date(world.time.nowMs).toISOString()
      await world.tell(ended(endedAt), dana)
      await world.tell(ended(endedAt), dana)
      await world.host.settled()
      const due = await measuresOf(world, true)
      assert.deepEqual(
        due.map(({ occasion, assignmentId, dueAt }) => [occasion, assignmentId, dueAt]),
        [1, 2, 3].map(() => ['end', assignment, endedAt]),
      )
      assert.equal(
        (await measuresOf(world, false)).filter(({ status }) => status === 'cancelled').length,
        12,
      )
    }),
  )
})

describe('the instruments', () => {
  it(
    'carry their texts, licences and LOINC codes',
    withContext(async (context) => {
      const { outcomes } = await withSeries(context)
      const { instruments } = await outcomes.listInstruments({}, call())
      assert.deepEqual(
        instruments.map(
          ({ instrument, panelCode, totalCode, items, minScore, maxScore, lowerIsBetter }) => [
            instrument,
            panelCode,
            totalCode,
            items.length,
            minScore,
            maxScore,
            lowerIsBetter,
          ],
        ),
        [
          ['phq-9', '44249-1', '44261-6', 9, 0, 27, true],
          ['gad-7', '69737-5', '70274-6', 7, 0, 21, true],
          ['barc-10', undefined, undefined, 10, 10, 60, false],
        ],
      )
      assert.deepEqual(
        instruments[0]?.items[0]?.options.map(({ value }) => value),
        [0, 1, 2, 3],
      )
    }),
  )
})

describe('the read models', () => {
  it(
    'are the same rebuilt, and hold nothing of a person who was erased',
    withContext(async (context) => {
      const world = await withSeries(context)
      const measureId = await dueIdOf(world, 'phq-9')
      await world.outcomes.answerMeasure(
        { measureId, answers: await answersOf(world, 'phq-9', 1) },
        call(),
      )
      await until(async () => (await world.dump())[1]?.length === 20)
      const before = await world.dump()
      await world.host.rebuild()
      assert.deepEqual(await world.dump(), before)
      await world.host.keyring.erase(dana)
      await world.host.settled()
      assert.deepEqual((await world.dump()).flat(), [])
      await world.host.rebuild()
      assert.deepEqual((await world.dump()).flat(), [])
    }),
  )
})
