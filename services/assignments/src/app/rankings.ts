import {
  fold,
  parseCalendarDay,
  type CalendarDay,
  type Clock,
  type Instant,
  type ReadModel,
} from '@careloom/event-sourcing'
import { digest } from '@careloom/event-sourcing/digest'
import type {
  CaseOpening,
  RecordedRanking,
  StatedPreferences,
} from '../domain/matching-case-events.ts'
import { matchingCaseDecider } from '../domain/matching-case.ts'
import type { MatchingCase } from '../domain/matching-case-state.ts'
import type { PeerWorkerId, ReferralId } from '../domain/ids.ts'
import { primaryLanguage, type PersonFacts } from '../domain/matching/facts.ts'
import { spansOf } from '../domain/matching/meeting-times.ts'
import { rank, type Ranking } from '../domain/matching/rank.ts'
import { inputsText, outcomeText } from '../domain/matching/replay.ts'
import { weightsOf, type Weights } from '../domain/matching/weights.ts'
import type { AssignmentsCommands } from './commands.ts'
import type { Candidates, Snapshot } from './candidates.ts'
import type { ProgramFacts, Programs, ReferralFacts } from './ports.ts'
import type { AssignmentRow } from './projections/assignment-list.ts'
import type { KnownPersonRow } from './projections/known-people.ts'

/** A ranking with what it takes to make it again. */
export type Ranked = {
  readonly ranking: Ranking
  readonly person: PersonFacts
  readonly snapshot: Snapshot
  /** The programme's, in which credentials had to be good. */
  readonly jurisdiction?: string | undefined
}

export type Replay = {
  readonly isEqual: boolean
  readonly recordedDigest: string
  readonly recomputedDigest: string
}

export type Rankings = {
  /** Ranks the programme's peers for a case, now. */
  rankFor(opening: CaseOpening, setAside: readonly PeerWorkerId[]): Promise<Ranked>
  /** What is recorded of a ranking, so that it can be recomputed bit for bit. */
  recordOf(referralId: ReferralId, ranked: Ranked): RecordedRanking
  /** Recomputes the last recorded ranking of a referral from the log; undefined when none was recorded. */
  replay(referralId: ReferralId): Promise<Replay | undefined>
}

export type RankingsNeed = {
  readonly candidates: Candidates
  readonly people: ReadModel<KnownPersonRow>
  readonly assignments: ReadModel<AssignmentRow>
  readonly programs: Programs
  readonly commands: Pick<AssignmentsCommands, 'caseHistory'>
  readonly weights: Weights
  readonly clock: Clock
}

const shownBest = 10
const maxAssignments = 500

export function rankings(need: RankingsNeed): Rankings {
  const { candidates, weights, clock } = need

  async function personOf(
    opening: CaseOpening,
    program: ProgramFacts,
    setAside: readonly PeerWorkerId[],
  ): Promise<PersonFacts> {
    const known = await need.people.get(opening.personId)
    const earlier = await need.assignments.find({
      index: 'person',
      from: opening.personId,
      to: opening.personId,
      limit: maxAssignments,
    })
    return {
      ...factsOf(opening, program, known),
      setAside,
      earlierPeers: [...new Set(earlier.map(({ row }) => row.peerWorkerId))].sort(),
    }
  }

  return {
    async rankFor(opening, setAside) {
      const program = await need.programs.find(opening.programId)
      const snapshot = await candidates.now()
      const person = await personOf(opening, program, setAside)
      const { jurisdiction } = program
      const pool = snapshot.poolFor(opening.programId, jurisdiction)
      return { ranking: rank(person, pool, weights, clock()), person, snapshot, jurisdiction }
    },
    recordOf: (referralId, { ranking, person, snapshot, jurisdiction }) => ({
      referralId,
      weightsVersion: ranking.version,
      person,
      jurisdiction,
      factsPosition: snapshot.position,
      inputsDigest: digest(inputsText(person, ranking.pool)),
      outcomeDigest: digest(outcomeText(ranking)),
      best: ranking.ranked.slice(0, shownBest),
      candidates: ranking.pool.candidates.length,
      rankedAt: ranking.at,
    }),
    async replay(referralId) {
      const history = await need.commands.caseHistory(referralId)
      const state = fold(matchingCaseDecider, history)
      const recorded = history.filter((event) => event.type === 'RankingRecorded').at(-1)?.data
      if (recorded === undefined || state.status === 'none') return undefined
      const used = weightsOf(recorded.weightsVersion)
      if (used === undefined)
        return { isEqual: false, recordedDigest: recorded.outcomeDigest, recomputedDigest: '' }
      const pool = (await candidates.at(recorded.factsPosition)).poolFor(
        state.opening.programId,
        recorded.jurisdiction,
      )
      const recomputedDigest = digest(
        outcomeText(rank(recorded.person, pool, used, recorded.rankedAt)),
      )
      const isEqual =
        recomputedDigest === recorded.outcomeDigest &&
        digest(inputsText(recorded.person, pool)) === recorded.inputsDigest
      return { isEqual, recordedDigest: recorded.outcomeDigest, recomputedDigest }
    },
  }
}

const nothingStated: StatedPreferences = {
  preferredFacets: [],
  wantedSkills: [],
  modalities: [],
  schedule: [],
  travelsMetres: 0,
}

/** The case that a referral opens. Waits are counted from the request. */
export function openingOf({
  isOver: _isOver,
  requestedAt,
  meetingTimes,
  ...about
}: ReferralFacts): CaseOpening {
  const schedule = meetingTimes === undefined ? [] : spansOf(meetingTimes)
  return { ...about, preferences: { ...nothingStated, schedule }, openedAt: requestedAt }
}

/** Who was passed over or said no in this case. */
export function setAsideIn(state: MatchingCase): readonly PeerWorkerId[] {
  return state.status === 'none' ? [] : state.setAside
}

/** An interpreter stands in where the person needs one and the programme has one for a language of theirs. */
function factsOf(
  opening: CaseOpening,
  { interpreterLanguages }: ProgramFacts,
  known: KnownPersonRow | undefined,
): PersonFacts {
  const { personId, programId, preferences, preferredLanguage } = opening
  const languages = [preferredLanguage, known?.language].flatMap((language) =>
    typeof language === 'string' ? primaryLanguage(language) : [],
  )
  const isInterpreted = languages.some((language) => interpreterLanguages.includes(language))
  return {
    ...anyone({ personId, programId }),
    ...preferences,
    bornOn: birthDayOf(known?.birthDate),
    languages: [...new Set(languages)],
    hasInterpreter: known?.interpreterNeeded === true && isInterpreted,
    schedule: scheduleOf(opening, known),
    openedFacets: known?.facets ?? [],
    preferredFacets: [
      ...new Set([...preferences.preferredFacets, ...(known?.preferredFacets ?? [])]),
    ],
  }
}

/** What the person said of their times since they were referred, or else what the referral says, or said earlier. */
function scheduleOf({ preferences, openedAt }: CaseOpening, known: KnownPersonRow | undefined) {
  const said = known?.meeting
  if (said === undefined) return preferences.schedule
  const isNewer = said.saidAt > openedAt
  return isNewer || preferences.schedule.length === 0 ? spansOf(said.times) : preferences.schedule
}

function birthDayOf(birthDate: string | undefined): CalendarDay | undefined {
  return birthDate === undefined ? undefined : parseCalendarDay('birthDate', birthDate)
}

/** Somebody about whom nothing is known: whom the rules let be proposed to them is free for new people. */
export function anyone({
  personId,
  programId,
}: Pick<CaseOpening, 'personId' | 'programId'>): PersonFacts {
  const nothingKnown = {
    languages: [],
    hasInterpreter: false,
    openedFacets: [],
    earlierPeers: [],
    conflicts: [],
    setAside: [],
  }
  return { ...nothingStated, ...nothingKnown, personId, programId, caseloadWeight: 1 }
}

export function daysBetween(from: Instant, to: Instant): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 86_400_000)
}
