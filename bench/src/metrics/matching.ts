import { assignOptimally } from '../../../services/assignments/src/domain/matching/assign-optimally.ts'
import { explain } from '../../../services/assignments/src/domain/matching/explain.ts'
import type {
  CandidateFacts,
  PersonFacts,
} from '../../../services/assignments/src/domain/matching/facts.ts'
import { poolOf } from '../../../services/assignments/src/domain/matching/candidate-pool.ts'
import { rank } from '../../../services/assignments/src/domain/matching/rank.ts'
import { weightsV1 } from '../../../services/assignments/src/domain/matching/weights.ts'
import {
  parsePeerWorkerId,
  parsePersonId,
  parseProgramId,
} from '../../../services/assignments/src/domain/ids.ts'
import { parseInstant } from '@careloom/event-sourcing'
import type { Metric } from '../metric.ts'
import { randomFrom } from '../random.ts'
import { assignRaw } from '../systems/assign-raw.ts'

function costsOf(people: number, peers: number): Float64Array {
  const random = randomFrom(4)
  return Float64Array.from({ length: people * peers }, () => Math.floor(random() * 10_000))
}

const squareOf = () => ({ n: 1_000, costs: costsOf(1_000, 1_000) })
const caseloadsOf = () => ({ people: 1_000, peers: 200, places: 6, costs: costsOf(1_000, 200) })
type Caseloads = ReturnType<typeof caseloadsOf>

function timed(work: () => unknown): number {
  for (let i = 0; i < 2; i++) work()
  const begin = performance.now()
  for (let i = 0; i < 3; i++) work()
  return (performance.now() - begin) / 3
}

/** Every place a column of its own: how a plain solver knows capacity. */
function expanded({ people, peers, places, costs }: Caseloads): Float64Array {
  return Float64Array.from(
    { length: people * peers * places },
    (_, i) =>
      costs[
        Math.floor(i / (peers * places)) * peers + Math.floor((i % (peers * places)) / places)
      ] ?? 0,
  )
}

export const assigning: Metric = {
  name: 'assign',
  number: 'P15',
  what: 'optimal assignment of 1,000 people to 1,000 peers; with it 1,000 people to 200 peers of 6 places each',
  unit: 'ms',
  lessIsBetter: true,
  systems: {
    async careloom() {
      const square = squareOf()
      const caseloads = caseloadsOf()
      const one = {
        people: square.n,
        peers: square.n,
        costs: square.costs,
        places: new Int32Array(square.n).fill(1),
      }
      const many = { ...caseloads, places: new Int32Array(caseloads.peers).fill(caseloads.places) }
      return {
        value: timed(() => assignOptimally(one)),
        withPlacesMs: timed(() => assignOptimally(many)),
        cost: assignOptimally(one).totalCost,
        costWithPlaces: assignOptimally(many).totalCost,
      }
    },
    async limit() {
      const square = squareOf()
      const caseloads = caseloadsOf()
      const columns = caseloads.peers * caseloads.places
      return {
        value: timed(() => assignRaw(square.costs, square.n, square.n)),
        withPlacesMs: timed(() => assignRaw(expanded(caseloads), caseloads.people, columns)),
        cost: assignRaw(square.costs, square.n, square.n),
        costWithPlaces: assignRaw(expanded(caseloads), caseloads.people, columns),
      }
    },
  },
  goals: [{ against: 'limit', factor: 1.3 }],
}

const uuid = (n: number) => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`
const at = parseInstant('at', '2026-11-09T14:02:00.000Z')
const later = parseInstant('later', '2027-11-09T14:02:00.000Z')
const programId = parseProgramId(uuid(102))
const languages = ['en', 'es', 'vi', 'so']
const facets = ['lived-addiction', 'lived-housing', 'lived-depression', 'veteran', 'parent']

function candidates(count: number): CandidateFacts[] {
  const random = randomFrom(2)
  const some = (of: readonly string[]) => of.filter(() => random() < 0.4)
  return Array.from({ length: count }, (_, i) => ({
    peerWorkerId: parsePeerWorkerId(uuid(10_000 + i)),
    credentials: [{ programId, goodUntil: later }],
    crisisModuleCurrentUntil: later,
    caseloadLimit: 12,
    caseloadTaken: Math.floor(random() * 12),
    supervisionDueAt: later,
    languages: ['en', ...some(languages)],
    modalities: ['in-person', 'phone'],
    location: {
      eastMetres: Math.floor(random() * 40_000),
      northMetres: Math.floor(random() * 40_000),
    },
    travelsMetres: 20_000,
    schedule: [{ day: 1, fromMinute: 540, toMinute: 1_020 }],
    servesAgesFrom: 18,
    servesAgesTo: 120,
    openedFacets: some(facets),
    skills: some(['groups', 'crisis']),
    conflicts: [],
  }))
}

function person(n: number): PersonFacts {
  return {
    personId: parsePersonId(uuid(n)),
    programId,
    languages: [languages[n % languages.length] ?? 'en', 'en'],
    hasInterpreter: false,
    modalities: ['in-person', 'phone'],
    location: { eastMetres: 20_000, northMetres: 20_000 },
    travelsMetres: 15_000,
    schedule: [{ day: 1, fromMinute: 600, toMinute: 720 }],
    openedFacets: facets,
    preferredFacets: facets.slice(0, 1 + (n % 3)),
    wantedSkills: ['crisis'],
    earlierPeers: [],
    conflicts: [],
    setAside: [],
    caseloadWeight: 1,
  }
}

export const proposing: Metric = {
  name: 'propose',
  number: 'P16',
  what: 'one ranking over 2,000 peers with the reasons for the best three, 99th percentile',
  unit: 'ms',
  lessIsBetter: true,
  systems: {
    async careloom() {
      const pool = poolOf(candidates(2_000))
      const times: number[] = []
      for (let n = 0; n < 3_000; n++) {
        const begin = performance.now()
        const ranking = rank(person(n), pool, weightsV1, at)
        for (const { peerWorkerId } of ranking.ranked.slice(0, 3))
          explain(ranking, peerWorkerId, 'coordinator')
        if (n >= 1_000) times.push(performance.now() - begin)
      }
      times.sort((a, b) => a - b)
      const share = (of: number) => times[Math.floor(times.length * of)] ?? 0
      return { value: share(0.99), medianMs: share(0.5) }
    },
  },
  goals: [],
  bounds: [{ figure: 'value', atMost: 1 }],
}
