/** One person of a waitlist run. `group` is what they chose to say of themselves, if anything. */
export type WaitingPerson = {
  readonly waitedDays: number
  readonly group?: string | undefined
  readonly proposed: boolean
}

/** Counts of a part of the people; left out where a number could point to somebody (suppressed). */
export type FairnessCell = {
  readonly part: string
  readonly people?: number | undefined
  readonly proposed?: number | undefined
  readonly waitingOn?: number | undefined
  readonly medianWaitDays?: number | undefined
}

export type FairnessReport = {
  readonly byWait: readonly FairnessCell[]
  readonly byGroup: readonly FairnessCell[]
}

/** No count below this is shown (CMS cell size suppression policy). */
const smallestShownCell = 11

/** Lower bounds of the wait bands, in days. */
const waitBands = [30, 14, 7, 0] as const
const notStated = 'not-stated'

/**
 * Who got a peer in a run, by wait and by group. Cells under eleven are suppressed; when one part alone is, the next
 * smallest is too, so that it cannot be worked out from the total.
 */
export function fairnessReport(people: readonly WaitingPerson[]): FairnessReport {
  return {
    byWait: cellsBy(people, ({ waitedDays }) => bandOf(waitedDays)),
    byGroup: cellsBy(people, ({ group }) => group ?? notStated),
  }
}

function bandOf(waitedDays: number): string {
  const from = waitBands.find((bound) => waitedDays >= bound) ?? 0
  return `from-${String(from).padStart(2, '0')}-days`
}

function cellsBy(
  people: readonly WaitingPerson[],
  partOf: (person: WaitingPerson) => string,
): readonly FairnessCell[] {
  const parts = new Map<string, WaitingPerson[]>()
  for (const person of people) {
    const members = parts.get(partOf(person)) ?? []
    members.push(person)
    parts.set(partOf(person), members)
  }
  const hidden = suppressedParts(parts)
  return [...parts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([part, members]) => (hidden.has(part) ? suppressed(part) : cellOf(part, members)))
}

function suppressedParts(parts: ReadonlyMap<string, readonly unknown[]>): ReadonlySet<string> {
  const bySize = [...parts].sort(
    ([a, some], [b, others]) => some.length - others.length || (a < b ? -1 : 1),
  )
  const small = bySize.filter(([, members]) => members.length < smallestShownCell).length
  const hide = small === 1 ? 2 : small
  return new Set(bySize.slice(0, hide).map(([part]) => part))
}

function suppressed(part: string): FairnessCell {
  return { part }
}

function cellOf(part: string, members: readonly WaitingPerson[]): FairnessCell {
  const people = members.length
  const proposed = members.filter((member) => member.proposed).length
  const showsSplit = Math.min(proposed, people - proposed) >= smallestShownCell
  return {
    part,
    people,
    proposed: showsSplit ? proposed : undefined,
    waitingOn: showsSplit ? people - proposed : undefined,
    medianWaitDays: medianOf(members.map(({ waitedDays }) => waitedDays)),
  }
}

/** The lower median: a day that somebody waited. */
function medianOf(days: readonly number[]): number {
  return [...days].sort((a, b) => a - b)[Math.floor((days.length - 1) / 2)] ?? 0
}
