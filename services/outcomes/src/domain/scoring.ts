import type { Band, Instrument } from './instruments/instrument.ts'

/** One item's answer; without a value it was skipped, which is always allowed. */
export type MeasureAnswer = { readonly linkId: string; readonly value?: number | undefined }

export type MeasureScore = {
  /** Absent when an item was skipped: none of these instruments has a rule of ours to fill a gap, so there is no total. */
  readonly total?: number | undefined
  readonly skipped: number
  /** The item on self-harm was answered above the lowest: crisis lines are shown at once, whatever the total. */
  readonly showSafety: boolean
}

/** Every item in the instrument's order, without a value where it was not answered. */
export function allAnswers(
  { items }: Instrument,
  answers: readonly MeasureAnswer[],
): readonly MeasureAnswer[] {
  const given = new Map(answers.map(({ linkId, value }) => [linkId, value]))
  return items.map(({ linkId }) => ({ linkId, value: given.get(linkId) }))
}

/** The first answer that this instrument does not know, by its link id; undefined when all are known, each once. */
export function unknownAnswer(
  { items, options }: Instrument,
  answers: readonly MeasureAnswer[],
): string | undefined {
  const open = new Set(items.map(({ linkId }) => linkId))
  return answers.find(({ linkId, value }) => {
    const isAnswerable = open.delete(linkId)
    return (
      !isAnswerable || !(value === undefined || options.some((option) => option.value === value))
    )
  })?.linkId
}

export function scoreOf(instrument: Instrument, answers: readonly MeasureAnswer[]): MeasureScore {
  const answered = allAnswers(instrument, answers)
  const values = answered.flatMap(({ value }) => (value === undefined ? [] : [value]))
  const skipped = answered.length - values.length
  return {
    total: skipped === 0 ? values.reduce((sum, value) => sum + value, 0) : undefined,
    skipped,
    showSafety: instrument.items.some(
      (item, index) => item.isAboutSelfHarm && isAboveLowest(instrument, answered[index]),
    ),
  }
}

function isAboveLowest({ options }: Instrument, answer: MeasureAnswer | undefined): boolean {
  const lowest = options[0]?.value ?? 0
  return answer?.value !== undefined && answer.value > lowest
}

/** The words for a total; a score is never shown without them. */
export function bandOf({ bands }: Instrument, total: number): Band | undefined {
  return bands.find(({ from, to }) => total >= from && total <= to)
}

/** Between two totals: which way, and whether it is more than chance; `unknown` where nobody published how much that is. */
export type Change = {
  readonly difference: number
  readonly direction: 'better' | 'worse' | 'same'
  readonly reliability: 'reliable' | 'not-reliable' | 'unknown'
}

export function changeBetween(instrument: Instrument, first: number, last: number): Change {
  const { isLowerBetter, reliableChange } = instrument
  const difference = last - first
  const gain = isLowerBetter ? -difference : difference
  return {
    difference,
    direction: gain > 0 ? 'better' : gain < 0 ? 'worse' : 'same',
    reliability: reliabilityOf(Math.abs(difference), reliableChange),
  }
}

function reliabilityOf(points: number, reliableChange: number | undefined): Change['reliability'] {
  if (reliableChange === undefined) return 'unknown'
  return points >= reliableChange ? 'reliable' : 'not-reliable'
}

/**
 * Where the true total likely lies (95 %): a reliable change is a 95 % bound on a difference of two totals, so one total
 * is uncertain by that divided by the root of two (Jacobson and Truax 1991). Undefined where none was published.
 */
export function likelyRange(
  { reliableChange, lowestTotal, highestTotal }: Instrument,
  total: number,
): { readonly low: number; readonly high: number } | undefined {
  if (reliableChange === undefined) return undefined
  const half = reliableChange / Math.SQRT2
  return { low: Math.max(lowestTotal, total - half), high: Math.min(highestTotal, total + half) }
}
