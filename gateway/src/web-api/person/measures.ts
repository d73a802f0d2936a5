import { ifFound } from '@careloom/rpc'
import type { WebApiHandlers } from '@careloom/web-api'
import { HttpProblem } from '../../http/problem.ts'
import { personIdOf, see, type Context } from '../context.ts'
import { instrumentsByKey } from '../outcomes.ts'

export const measureHandlers: Pick<
  WebApiHandlers<Context>,
  'getMeasure' | 'answerMeasure' | 'tellSafety'
> = {
  async getMeasure({ params }, context) {
    const measure = await ownMeasure(params.measureId, context)
    const instrument = (await instrumentsByKey(context)).get(measure.instrument)
    if (instrument === undefined) throw new HttpProblem(404, 'not-found')
    const both = (en: string, es: string | undefined) => (es === undefined ? { en } : { en, es })
    return {
      measureId: measure.measureId,
      instrument: instrument.instrument,
      name: instrument.name,
      lead: instrument.leadEn === undefined ? null : both(instrument.leadEn, instrument.leadEs),
      items: instrument.items.map(({ linkId, textEn, textEs, options }) => ({
        linkId,
        text: both(textEn, textEs),
        options: options.map((option) => ({
          value: option.value,
          text: both(option.textEn, option.textEs),
        })),
      })),
      licence: instrument.licence ?? null,
      answeredAt: measure.answeredAt ?? null,
    }
  },

  async answerMeasure({ params, body }, context) {
    const measure = await ownMeasure(params.measureId, context)
    const answers = body.answers.map(({ linkId, value }) =>
      value === null ? { linkId } : { linkId, value },
    )
    const result = await context.services.outcomes.answerMeasure(
      { measureId: measure.measureId, answers },
      context.call(),
    )
    const instrument = (await instrumentsByKey(context)).get(measure.instrument)
    return {
      score: result.score ?? null,
      min: instrument?.minScore ?? 0,
      max: instrument?.maxScore ?? 0,
      words: null,
      skipped: result.skipped,
      showSafety: result.showSafety,
    }
  },

  async tellSafety({ params, body }, context) {
    const { measureId } = await ownMeasure(params.measureId, context)
    const telling = { measureId, readers: body.readers }
    await context.services.outcomes.shareSafetyAnswer(telling, context.call())
    return {}
  },
}

async function ownMeasure(measureId: string, context: Context) {
  const measure = await ifFound(
    context.services.outcomes.getMeasure({ measureId, afterPosition: 0 }, context.call()),
  )
  if (measure?.personId !== personIdOf(context)) throw new HttpProblem(404, 'not-found')
  await see(context, 'outcome-measures', { person: measure.personId }, `Measure ${measureId}`)
  return measure
}
