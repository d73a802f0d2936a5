import { InvalidInput, type Clock } from '@careloom/event-sourcing'
import type { AnswerMeasureRequest, OutcomeServiceDefinition } from '@careloom/proto/outcomes'
import { orRefused, Refused, type Call, type Handlers } from '@careloom/rpc'
import { uiLanguages } from '@careloom/terminology'
import type { OutcomeCommands, SeriesOutcome } from '../../app/commands.ts'
import type { MeasureRow } from '../../app/projections/measure-list.ts'
import type { OutcomeQueries } from '../../app/queries.ts'
import { parseMeasureId, parsePersonId } from '../../domain/ids.ts'
import { instruments } from '../../domain/instruments/catalogue.ts'
import { scoreOf } from '../../domain/scoring.ts'
import { instrumentView, measureView, outcomeLineView } from './views.ts'

const company = ['alone', 'peer'] as const

/** Wire in, command out. No rules here: a rule that shows up in this file belongs in a decider. */
export function outcomeService(
  commands: OutcomeCommands,
  queries: OutcomeQueries,
  clock: Clock,
): Handlers<OutcomeServiceDefinition> {
  async function known(measureId: string): Promise<MeasureRow> {
    const row = await queries.get(parseMeasureId(measureId))
    if (row === undefined) throw new Refused({ category: 'not-found', reason: 'measure-unknown' })
    return row
  }

  /** Answers only when what was recorded can be read here. */
  async function seen(outcome: SeriesOutcome) {
    const { stream, revision, position, events } = orRefused(outcome)
    await queries.reached(position)
    return { recorded: { stream, revision, position }, events }
  }

  return {
    async listMeasures({ personId, dueOnly }) {
      const rows = await queries.list(parsePersonId(personId), dueOnly)
      return { measures: rows.map(measureView) }
    },
    async getMeasure({ measureId, afterPosition }) {
      await queries.reached(afterPosition)
      return measureView(await known(measureId))
    },
    async answerMeasure(request, call) {
      const { seriesId, measureId, personId, instrument } = await known(request.measureId)
      const data = { seriesId, measureId, ...parseAnswering(request), answeredAt: clock() }
      const metadata = metadataFor(call, personId)
      const outcome = await commands.handle({ type: 'AnswerMeasure', data }, metadata)
      const { recorded, events } = await seen(outcome)
      const answered = events.find((event) => event.type === 'MeasureAnswered')
      const score = answered?.data ?? scoreOf(instruments[instrument], data.answers)
      const { total, skipped, showSafety } = score
      return { recorded, score: total ?? undefined, skipped, showSafety }
    },
    async declineMeasure(request, call) {
      const { seriesId, measureId, personId } = await known(request.measureId)
      const data = { seriesId, measureId, declinedAt: clock() }
      const metadata = metadataFor(call, personId)
      return (await seen(await commands.handle({ type: 'DeclineMeasure', data }, metadata)))
        .recorded
    },
    listInstruments: async () => ({ instruments: Object.values(instruments).map(instrumentView) }),
    async listOutcomes({ personId }) {
      const lines = await queries.lines(parsePersonId(personId))
      return { lines: lines.map(outcomeLineView) }
    },
  }
}

function metadataFor(call: Call, person: string) {
  return { ...call.metadata, person }
}

function parseAnswering({ answers, language, answeredWith }: AnswerMeasureRequest) {
  return {
    answers: answers.map(({ linkId, value }) => ({ linkId, value: value ?? null })),
    language: optionalCode('language', uiLanguages, language),
    answeredWith: optionalCode('answeredWith', company, answeredWith),
  }
}

function optionalCode<C extends string>(
  field: string,
  codes: readonly C[],
  value: string | undefined,
): C | null {
  if (value === undefined) return null
  const found = codes.find((code) => code === value)
  if (found === undefined) throw new InvalidInput(field, `must be one of ${codes.join(', ')}`)
  return found
}
