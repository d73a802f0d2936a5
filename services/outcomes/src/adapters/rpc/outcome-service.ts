import { parseCode, parseGiven, type Clock } from '@careloom/event-sourcing'
import type { Recorded } from '@careloom/proto/common'
import type { AnswerMeasureRequest, OutcomeServiceDefinition } from '@careloom/proto/outcomes'
import { found, orRefused, recorded, type Call, type Handlers } from '@careloom/rpc'
import { safetyReaders, uiLanguages } from '@careloom/terminology'
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
    return found(await queries.get(parseMeasureId(measureId)), 'measure-unknown')
  }

  /** Answers only when what was recorded can be read here. */
  async function seen(outcome: SeriesOutcome): Promise<Recorded> {
    const at = recorded(outcome)
    await queries.reached(at.position)
    return at
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
      const at = await seen(outcome)
      const answered = orRefused(outcome).events.find((event) => event.type === 'MeasureAnswered')
      const score = answered?.data ?? scoreOf(instruments[instrument], data.answers)
      const { total, skipped, showSafety } = score
      return { recorded: at, score: total, skipped, showSafety }
    },
    async declineMeasure(request, call) {
      const { seriesId, measureId, personId } = await known(request.measureId)
      const data = { seriesId, measureId, declinedAt: clock() }
      const metadata = metadataFor(call, personId)
      return seen(await commands.handle({ type: 'DeclineMeasure', data }, metadata))
    },
    async shareSafetyAnswer(request, call) {
      const { seriesId, measureId, personId } = await known(request.measureId)
      const readers = request.readers.map((each) => parseCode('readers', safetyReaders, each))
      const data = { seriesId, measureId, with: readers, sharedAt: clock() }
      const command = { type: 'ShareSafetyAnswer' as const, data }
      return seen(await commands.handle(command, metadataFor(call, personId)))
    },
    async acknowledgeSafetyAnswer(request, call) {
      const { seriesId, measureId, personId } = await known(request.measureId)
      const acknowledgement = {
        as: parseCode('reader', safetyReaders, request.reader),
        acknowledgedBy: call.metadata.actor,
        acknowledgedAt: clock(),
      }
      const data = { seriesId, measureId, ...acknowledgement }
      const command = { type: 'AcknowledgeSafetyAnswer' as const, data }
      return seen(await commands.handle(command, metadataFor(call, personId)))
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
    answers: answers.map(({ linkId, value }) => ({ linkId, value })),
    language: parseGiven(language, (code) => parseCode('language', uiLanguages, code)),
    answeredWith: parseGiven(answeredWith, (code) => parseCode('answeredWith', company, code)),
  }
}
