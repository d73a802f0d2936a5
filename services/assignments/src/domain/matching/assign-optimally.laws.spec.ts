import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import fc from 'fast-check'
import { assignOptimally, waitingCostFor } from './assign-optimally.ts'
import type { AssignmentProblem, OptimalAssignment } from './assign-optimally.ts'

const problem = (most: number, mostPeers = most) =>
  fc
    .record({
      people: fc.integer({ min: 1, max: most }),
      peers: fc.integer({ min: 1, max: mostPeers }),
      range: fc.constantFrom(3, 50, 10_000),
      mayForbid: fc.boolean(),
      seed: fc.integer(),
    })
    .map(problemFrom)

type Shape = { people: number; peers: number; range: number; mayForbid: boolean; seed: number }

function problemFrom({ people, peers, range, mayForbid, seed }: Shape): AssignmentProblem {
  const next = sequence(seed)
  return {
    people,
    peers,
    costs: Float64Array.from({ length: people * peers }, () =>
      mayForbid && next() % 4 === 0 ? Infinity : next() % range,
    ),
    places: Int32Array.from({ length: peers }, () => next() % 4),
  }
}

/** A small fixed sequence of whole numbers from a seed (xorshift). */
function sequence(seed: number): () => number {
  let x = seed | 1
  return () => {
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    return x >>> 0
  }
}

/** The objective that is minimised: assigned costs, and the waiting cost of everyone else. */
function objective(given: AssignmentProblem, { peerOf, totalCost }: OptimalAssignment): number {
  const waiting = [...peerOf].filter((peer) => peer === -1).length
  return totalCost + waiting * waitingCostFor(given)
}

/** Tries everything. */
function bruteForce(given: AssignmentProblem): number {
  const wait = waitingCostFor(given)
  const left = [...given.places]
  const from = (person: number): number => {
    if (person === given.people) return 0
    let best = wait + from(person + 1)
    for (let peer = 0; peer < given.peers; peer++) {
      const cost = given.costs[person * given.peers + peer] ?? Infinity
      if (cost === Infinity || (left[peer] ?? 0) === 0) continue
      left[peer] = (left[peer] ?? 0) - 1
      best = Math.min(best, cost + from(person + 1))
      left[peer] = (left[peer] ?? 0) + 1
    }
    return best
  }
  return from(0)
}

/** The Hungarian method on a plain matrix, a column per place and one per person for waiting (after e-maxx). */
function hungarian(given: AssignmentProblem): number {
  const columns = [...given.places].flatMap((free, peer) =>
    Array.from<number>({ length: free }).fill(peer),
  )
  const wait = waitingCostFor(given)
  const forbidden = wait * (given.people + 1)
  const rows = Array.from({ length: given.people }, (_, person) => [
    ...columns.map((peer) =>
      Math.min(given.costs[person * given.peers + peer] ?? forbidden, forbidden),
    ),
    ...Array.from<number>({ length: given.people }).fill(wait),
  ])
  return minimumOf(rows)
}

function minimumOf(cost: readonly (readonly number[])[]): number {
  const n = cost.length
  const m = cost[0]?.length ?? 0
  const u = Array.from<number>({ length: n + 1 }).fill(0)
  const v = Array.from<number>({ length: m + 1 }).fill(0)
  const p = Array.from<number>({ length: m + 1 }).fill(0)
  const way = Array.from<number>({ length: m + 1 }).fill(0)
  for (let i = 1; i <= n; i++) {
    p[0] = i
    let j0 = 0
    const least = Array.from<number>({ length: m + 1 }).fill(Infinity)
    const used = Array.from<boolean>({ length: m + 1 }).fill(false)
    do {
      used[j0] = true
      const i0 = p[j0]!
      let delta = Infinity
      let j1 = 0
      for (let j = 1; j <= m; j++) {
        if (used[j]) continue
        const reduced = cost[i0 - 1]![j - 1]! - u[i0]! - v[j]!
        if (reduced < least[j]!) {
          least[j] = reduced
          way[j] = j0
        }
        if (least[j]! < delta) {
          delta = least[j]!
          j1 = j
        }
      }
      for (let j = 0; j <= m; j++) {
        if (used[j]) {
          u[p[j]!]! += delta
          v[j]! -= delta
        } else least[j]! -= delta
      }
      j0 = j1
    } while (p[j0] !== 0)
    do {
      const j1 = way[j0]!
      p[j0] = p[j1]!
      j0 = j1
    } while (j0 !== 0)
  }
  let total = 0
  for (let j = 1; j <= m; j++) if (p[j] !== 0) total += cost[p[j]! - 1]![j - 1]!
  return total
}

function keepsTheRules({ costs, peers, places }: AssignmentProblem, peerOf: Int32Array): void {
  const taken = new Int32Array(peers)
  peerOf.forEach((peer, person) => {
    if (peer === -1) return
    assert.ok((costs[person * peers + peer] ?? Infinity) < Infinity)
    taken[peer]! += 1
  })
  taken.forEach((count, peer) => assert.ok(count <= (places[peer] ?? 0)))
}

describe('assignOptimally', () => {
  it('costs what trying everything finds, up to seven people', () => {
    fc.assert(
      fc.property(problem(7, 4), (given) => {
        const found = assignOptimally(given)
        keepsTheRules(given, found.peerOf)
        assert.equal(objective(given, found), bruteForce(given))
      }),
      { numRuns: 3_000 },
    )
  })

  it('costs what the Hungarian method finds, up to forty people', () => {
    fc.assert(
      fc.property(problem(40), (given) => {
        const found = assignOptimally(given)
        keepsTheRules(given, found.peerOf)
        assert.equal(objective(given, found), hungarian(given))
      }),
      { numRuns: 4_000 },
    )
  })

  it('answers the same assignment for the same problem', () => {
    fc.assert(
      fc.property(problem(20), (given) =>
        assert.deepEqual(assignOptimally(given), assignOptimally(given)),
      ),
    )
  })

  it('lets whoever it costs most to let wait go first', () => {
    const { peerOf } = assignOptimally({
      people: 2,
      peers: 1,
      costs: Float64Array.of(1, 9),
      places: Int32Array.of(1),
      waitingCosts: Float64Array.of(100, 200),
    })
    assert.deepEqual([...peerOf], [-1, 0])
  })

  it('answers when there are no people, no peers or no places', () => {
    const none = { people: 0, peers: 0, costs: new Float64Array(), places: new Int32Array() }
    assert.deepEqual([...assignOptimally(none).peerOf], [])
    assert.deepEqual([...assignOptimally({ ...none, people: 2 }).peerOf], [-1, -1])
    const full = {
      people: 1,
      peers: 1,
      costs: Float64Array.of(3),
      places: Int32Array.of(0),
    }
    assert.deepEqual([...assignOptimally(full).peerOf], [-1])
  })
})
