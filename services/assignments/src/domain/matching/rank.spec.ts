import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import type { CalendarDay, Instant } from '@careloom/event-sourcing'
import type { PeerWorkerId, PersonId, ProgramId } from '../ids.ts'
import { explain } from './explain.ts'
import type { Reader } from './explain.ts'
import type { CandidateFacts, PersonFacts } from './facts.ts'
import { spansOf } from './meeting-times.ts'
import { poolOf } from './candidate-pool.ts'
import { rank } from './rank.ts'
import { ruleCodesOf } from './reasons.ts'
import type { RuleCode } from './reasons.ts'
import { inputsText, outcomeText } from './replay.ts'
import { weightsOf, weightsV1 } from './weights.ts'
import { workingHours } from '../../adapters/rpc/working-hours.ts'

const now = '2026-03-02T09:00:00.000Z' as Instant
const past = '2026-01-01T00:00:00.000Z' as Instant
const future = '2027-01-01T00:00:00.000Z' as Instant
const programId = 'program-1' as ProgramId
const personId = 'person-1' as PersonId
const peer = (name: string): PeerWorkerId => name as PeerWorkerId

const alex: CandidateFacts = {
  peerWorkerId: peer('alex'),
  credentials: [{ programId, goodUntil: future }],
  crisisModuleCurrentUntil: future,
  caseloadLimit: 4,
  caseloadTaken: 1,
  supervisionDueAt: future,
  languages: ['en', 'es'],
  modalities: ['in-person', 'phone'],
  location: { eastMetres: 0, northMetres: 0 },
  travelsMetres: 5_000,
  schedule: [{ day: 1, fromMinute: 9 * 60, toMinute: 12 * 60 }],
  servesAgesFrom: 18,
  servesAgesTo: 120,
  openedFacets: ['panic', 'veteran'],
  skills: ['housing'],
  conflicts: [],
}
const dana: PersonFacts = {
  personId,
  programId,
  bornOn: '1990-03-03' as CalendarDay,
  languages: ['es'],
  hasInterpreter: false,
  modalities: ['in-person'],
  location: { eastMetres: 3_000, northMetres: 4_000 },
  travelsMetres: 0,
  schedule: [{ day: 1, fromMinute: 10 * 60, toMinute: 13 * 60 }],
  openedFacets: ['panic', 'grief'],
  preferredFacets: ['veteran'],
  wantedSkills: ['housing'],
  earlierPeers: [],
  conflicts: [],
  setAside: [],
  caseloadWeight: 1,
}

function rulesFor(candidate: Partial<CandidateFacts>, person: Partial<PersonFacts> = {}) {
  const ranking = rank({ ...dana, ...person }, poolOf([{ ...alex, ...candidate }]), weightsV1, now)
  return ranking.notProposed.flatMap(({ rules }) => ruleCodesOf(rules))
}

describe('hard rules', () => {
  it('let a peer be proposed against whom nothing speaks', () => assert.deepEqual(rulesFor({}), []))

  const broken: readonly [RuleCode, Partial<CandidateFacts>, Partial<PersonFacts>?][] = [
    ['credential-not-good-for-programme', { credentials: [] }],
    ['credential-not-good-for-programme', { credentials: [{ programId, goodUntil: now }] }],
    ['crisis-module-not-current', { crisisModuleCurrentUntil: undefined }],
    ['crisis-module-not-current', { crisisModuleCurrentUntil: past }],
    ['caseload-full', { caseloadTaken: 4 }],
    ['not-available', { needsLessUntil: future }],
    ['not-available', { canTakeMore: 0 }],
    ['no-shared-language', { languages: ['en'] }],
    ['out-of-reach', { travelsMetres: 4_999 }],
    ['out-of-reach', { modalities: ['video'] }],
    ['conflict', { conflicts: [personId] }],
    ['conflict', {}, { conflicts: [peer('alex')] }],
    ['age-rule', { servesAgesFrom: 36 }],
    ['supervision-overdue', { supervisionDueAt: past }],
    ['set-aside', {}, { setAside: [peer('alex')] }],
  ]
  for (const [code, candidate, person] of broken)
    it(`name ${code} for ${JSON.stringify(person ?? candidate)}`, () =>
      assert.deepEqual(rulesFor(candidate, person), [code]))

  const allowed: readonly [string, Partial<CandidateFacts>, Partial<PersonFacts>?][] = [
    [
      'an interpreter stands in for a shared language',
      { languages: ['en'] },
      { hasInterpreter: true },
    ],
    [
      'a phone stands in for the way',
      { location: { eastMetres: 90_000, northMetres: 0 } },
      { modalities: ['phone'] },
    ],
    ['a credential without an end is good', { credentials: [{ programId }] }],
    [
      'an unknown location, birth date or language forbids nothing',
      {},
      { location: undefined, bornOn: undefined, languages: [] },
    ],
    ['a birthday tomorrow still counts as the younger age', { servesAgesTo: 35 }],
    ['needing less is over when its time is over', { needsLessUntil: past }],
  ]
  for (const [fact, candidate, person] of allowed)
    it(fact, () => assert.deepEqual(rulesFor(candidate, person), []))

  it('are all named, not only the first', () =>
    assert.deepEqual(rulesFor({ credentials: [], caseloadTaken: 9 }), [
      'credential-not-good-for-programme',
      'caseload-full',
    ]))
})

/** Facts are made from the number in the id, so that candidates with the same id are the same candidate. */
const candidates: fc.Arbitrary<CandidateFacts> = fc.integer({ min: 0, max: 999 }).map((n) => ({
  ...alex,
  peerWorkerId: peer(`peer-${n}`),
  caseloadTaken: n % 6,
  openedFacets: ['panic', 'grief', 'veteran', 'faith'].slice(n % 4),
  languages: ['en', 'es', 'pt'].slice(n % 3),
  conflicts: n % 7 === 0 ? [personId] : [],
  schedule: [{ day: 1, fromMinute: (n % 30) * 30, toMinute: (n % 30) * 30 + 120 }],
}))

describe('rank', () => {
  const order = (...candidates: CandidateFacts[]) =>
    rank(dana, poolOf(candidates), weightsV1, now).ranked.map(({ peerWorkerId }) => peerWorkerId)

  it('adds whole points for every fit', () => {
    const [first] = rank(dana, poolOf([alex]), weightsV1, now).ranked
    const expected = 30 * 250 + 25 * 1_000 + 15 * 200 + 15 * 1_000 + 8 * 1_000 + 10 * 750
    assert.equal(first?.score, expected)
  })
  it('puts a better fit first, and equal fits in the order of their ids', () =>
    assert.deepEqual(
      order(
        { ...alex, peerWorkerId: peer('c') },
        { ...alex, peerWorkerId: peer('b'), openedFacets: ['panic', 'grief', 'veteran'] },
        { ...alex, peerWorkerId: peer('a') },
      ),
      ['b', 'a', 'c'],
    ))
  it('does not count a facet that only one side opened', () => {
    const withFacets = (openedFacets: string[]) =>
      rank(dana, poolOf([{ ...alex, openedFacets }]), weightsV1, now).ranked[0]?.score
    assert.equal(withFacets(['perinatal', 'anxiety']), withFacets([]))
  })

  it('is recomputed bit for bit, whatever the order of the candidates', () => {
    fc.assert(
      fc.property(fc.array(candidates, { maxLength: 40 }), fc.nat(), (pool, turn) => {
        const turned = [
          ...pool.slice(turn % (pool.length + 1)),
          ...pool.slice(0, turn % (pool.length + 1)),
        ]
        const [once, again] = [poolOf(pool), poolOf(turned)]
        assert.equal(inputsText(dana, again), inputsText(dana, once))
        assert.equal(
          outcomeText(rank(dana, again, weightsV1, now)),
          outcomeText(rank(dana, once, weightsV1, now)),
        )
      }),
    )
  })
  it('places every candidate exactly once, scores never rising, points adding up to the score', () => {
    fc.assert(
      fc.property(fc.array(candidates, { maxLength: 40 }), (pool) => {
        const ranking = rank(dana, poolOf(pool), weightsV1, now)
        const ids = [...ranking.ranked, ...ranking.notProposed].map((row) => row.peerWorkerId)
        assert.deepEqual(ids.toSorted(), [...new Set(pool.map((row) => row.peerWorkerId))].sort())
        ranking.ranked.forEach(({ peerWorkerId, score }, place) => {
          assert.ok(score <= (ranking.ranked[place - 1]?.score ?? Infinity))
          const points = Object.values(explain(ranking, peerWorkerId, 'coordinator')?.points ?? {})
          assert.equal(
            points.reduce((sum, part) => sum + part, 0),
            score,
          )
        })
      }),
    )
  })
  it('knows its weights by their version', () => {
    assert.equal(weightsOf('weights-v1'), weightsV1)
    assert.equal(weightsOf('toString'), undefined)
  })
})

describe('times in words', () => {
  it('come to weekly spans', () => {
    assert.deepEqual(spansOf({ days: [1, 3], parts: ['afternoon'] }), [
      { day: 1, fromMinute: 720, toMinute: 1_020 },
      { day: 3, fromMinute: 720, toMinute: 1_020 },
    ])
    assert.deepEqual(spansOf({ days: [6], parts: [] }), [
      { day: 6, fromMinute: 0, toMinute: 1_440 },
    ])
    assert.equal(spansOf({ days: [], parts: ['morning', 'evening'] }).length, 14)
    assert.deepEqual(spansOf({ days: [], parts: [] }), [])
  })
  it('are made of weekly spans', () => {
    const nineToFive = [0, 1, 2, 3, 4].map((day) => ({ day, fromMinute: 540, toMinute: 1_020 }))
    const saturday = { day: 5, fromMinute: 630, toMinute: 720 }
    assert.equal(workingHours(nineToFive, 'en'), 'Free on weekdays, 9 am to 5 pm')
    assert.equal(
      workingHours([...nineToFive, saturday], 'es'),
      'Libre entre semana, 9:00 a 17:00; los sábados, 10:30 a 12:00',
    )
    assert.equal(workingHours([], 'en'), undefined)
  })
})

describe('explain', () => {
  const reasons = (reader: Reader, candidate: Partial<CandidateFacts> = {}) => {
    const ranking = rank(dana, poolOf([{ ...alex, ...candidate }]), weightsV1, now)
    return explain(ranking, peer('alex'), reader)?.reasons
  }
  const forThePerson = [
    { code: 'shared-facets', facets: ['panic'], count: 1 },
    { code: 'preferences', facets: ['veteran'], count: 1 },
    { code: 'schedule', days: [1] },
    { code: 'language', languages: ['es'] },
    { code: 'skills', skills: ['housing'] },
  ]

  it('tells the coordinator everything', () =>
    assert.deepEqual(reasons('coordinator'), [
      ...forThePerson,
      { code: 'load', taken: 1, limit: 4 },
    ]))
  it('tells the person nothing about the caseload', () =>
    assert.deepEqual(reasons('person'), forThePerson))
  it('says when an interpreter has to stand in, and only then', () => {
    const interpreted = (languages: string[]) => {
      const person = { ...dana, hasInterpreter: true }
      const ranking = rank(person, poolOf([{ ...alex, languages }]), weightsV1, now)
      return explain(ranking, peer('alex'), 'person')?.reasons.some(
        ({ code }) => code === 'interpreter',
      )
    }
    assert.equal(interpreted(['en']), true)
    assert.equal(interpreted(['es']), false)
  })
  it('tells the peer how many experiences are shared, not which', () =>
    assert.deepEqual(reasons('peer')?.slice(0, 2), [
      { code: 'shared-facets', facets: [], count: 1 },
      { code: 'preferences', facets: [], count: 1 },
    ]))
  it('tells the coordinator that there is a conflict, never which', () =>
    assert.deepEqual(reasons('coordinator', { conflicts: [personId] }), [{ code: 'conflict' }]))
  it('tells the person only that a peer cannot be proposed', () =>
    assert.deepEqual(reasons('person', { conflicts: [personId], caseloadTaken: 4 }), [
      { code: 'not-a-fit-now' },
    ]))
  it('tells the peer about themselves, and nothing about the person', () =>
    assert.deepEqual(
      reasons('peer', { conflicts: [personId], crisisModuleCurrentUntil: undefined }),
      [{ code: 'crisis-module-not-current' }, { code: 'not-a-fit-now' }],
    ))
  it('answers nothing about somebody who was not a candidate', () =>
    assert.equal(
      explain(rank(dana, poolOf([]), weightsV1, now), peer('alex'), 'person'),
      undefined,
    ))
})
