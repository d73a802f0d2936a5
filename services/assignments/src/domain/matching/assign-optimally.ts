/**
 * A run over everyone waiting: `costs[person * peers + peer]` (lower is better; `Infinity`: may not be proposed),
 * `places` free per peer, and what it costs to let each person wait on. All finite costs are whole numbers.
 */
export type AssignmentProblem = {
  readonly people: number
  readonly peers: number
  readonly costs: Float64Array
  readonly places: Int32Array
  /** Default: so much for everyone that as many as possible get a peer, whatever the fit. */
  readonly waitingCosts?: Float64Array
}

/** `peerOf[person]` is the peer, or -1 for somebody who waits on; `totalCost` is over those who got a peer. */
export type OptimalAssignment = { readonly peerOf: Int32Array; readonly totalCost: number }

/**
 * The least total cost, by shortest augmenting paths on typed arrays (Jonker and Volgenant 1987), with the places of one
 * peer kept together in one column, so that a path is as long as there are peers, not places. Letting somebody wait is
 * one more column that is never full. Deterministic: equal costs go to the lower index.
 */
export function assignOptimally(problem: AssignmentProblem): OptimalAssignment {
  const search = searchOf(problem)
  for (let person = 0; person < problem.people; person++) augment(search, person)
  return { peerOf: search.peerOf, totalCost: totalOf(problem, search.peerOf) }
}

/** A waiting cost so large that leaving one person waiting never pays. */
export function waitingCostFor({ people, costs }: AssignmentProblem): number {
  let least = 0
  let most = 0
  for (const cost of costs) {
    if (cost === Infinity) continue
    if (cost < least) least = cost
    if (cost > most) most = cost
  }
  return (most - least + 1) * (people + 1)
}

/**
 * Dual prices and the state of one shortest-path search, all allocated once. Every index below is within its array by
 * construction, which the compiler cannot see: hence the `!`.
 */
type Search = {
  readonly problem: AssignmentProblem
  readonly waiting: Float64Array
  readonly rowPrice: Float64Array
  readonly columnPrice: Float64Array
  readonly peerOf: Int32Array
  /** People held by each peer, in a flat table: `held[peer * widest + n]`. */
  readonly held: Int32Array
  readonly heldCount: Int32Array
  readonly widest: number
  readonly distance: Float64Array
  readonly reachedFrom: Int32Array
  readonly settled: Uint8Array
  readonly settledOrder: Int32Array
}

function searchOf(problem: AssignmentProblem): Search {
  const { people, peers, places } = problem
  const widest = places.reduce((most, free) => Math.max(most, free), 0)
  return {
    problem,
    waiting: problem.waitingCosts ?? new Float64Array(people).fill(waitingCostFor(problem)),
    rowPrice: new Float64Array(people),
    columnPrice: new Float64Array(peers),
    peerOf: new Int32Array(people).fill(-1),
    held: new Int32Array(peers * widest),
    heldCount: new Int32Array(peers),
    widest,
    distance: new Float64Array(peers),
    reachedFrom: new Int32Array(peers),
    settled: new Uint8Array(peers),
    settledOrder: new Int32Array(peers),
  }
}

/** Where the cheapest path ends: at a peer with a free place, or with `row` waiting on (`peer` -1). */
type PathEnd = {
  readonly peer: number
  readonly row: number
  readonly length: number
  readonly settledCount: number
}

function augment(search: Search, person: number): void {
  const end = shortestPath(search, person)
  reprice(search, person, end)
  if (end.peer === -1) return retrace(search, person, end.row, -1)
  retrace(search, person, search.reachedFrom[end.peer]!, end.peer)
}

/** Dijkstra over peers; a full peer passes the path on to everybody it holds. */
function shortestPath(search: Search, person: number): PathEnd {
  const { problem, distance, settled, held, heldCount, widest, waiting, rowPrice } = search
  distance.fill(Infinity)
  for (let peer = 0; peer < problem.peers; peer++)
    settled[peer] = problem.places[peer] === 0 ? 1 : 0
  let waitingAt = waiting[person]! - rowPrice[person]!
  let waitingRow = person
  let settledCount = 0
  let peer = relax(search, person, 0)
  for (;;) {
    if (peer === -1 || distance[peer]! > waitingAt)
      return { peer: -1, row: waitingRow, length: waitingAt, settledCount }
    const length = distance[peer]!
    if (heldCount[peer]! < problem.places[peer]!) return { peer, row: -1, length, settledCount }
    settled[peer] = 1
    search.settledOrder[settledCount++] = peer
    const first = peer * widest
    const end = first + heldCount[peer]!
    for (let place = first; place < end; place++) {
      const row = held[place]!
      peer = relax(search, row, length)
      const wait = length + waiting[row]! - rowPrice[row]!
      if (wait < waitingAt) {
        waitingAt = wait
        waitingRow = row
      }
    }
  }
}

/** The hot loop: tries every peer that is not settled from one person. @returns the nearest of them, or -1. */
function relax(search: Search, row: number, from: number): number {
  const { distance, reachedFrom, settled, columnPrice } = search
  const { costs, peers } = search.problem
  const base = row * peers
  const offset = from - search.rowPrice[row]!
  let least = Infinity
  let nearest = -1
  for (let peer = 0; peer < peers; peer++) {
    if (settled[peer] === 1) continue
    const length = offset + costs[base + peer]! - columnPrice[peer]!
    if (length < distance[peer]!) {
      distance[peer] = length
      reachedFrom[peer] = row
    }
    if (distance[peer]! < least) {
      least = distance[peer]!
      nearest = peer
    }
  }
  return nearest
}

/** Keeps every reduced cost at zero or more, and at zero along the assignment. */
function reprice(search: Search, person: number, { length, settledCount }: PathEnd): void {
  const { distance, columnPrice, rowPrice, held, heldCount, widest, settledOrder } = search
  rowPrice[person]! += length
  for (let n = 0; n < settledCount; n++) {
    const peer = settledOrder[n]!
    const gain = length - distance[peer]!
    columnPrice[peer]! -= gain
    const first = peer * widest
    for (let place = first; place < first + heldCount[peer]!; place++)
      rowPrice[held[place]!]! += gain
  }
}

/** Walks the path back to the person: each row takes the peer it reached and frees the one it held. */
function retrace(search: Search, person: number, lastRow: number, lastPeer: number): void {
  let row = lastRow
  let takes = lastPeer
  for (;;) {
    const leaves = search.peerOf[row]!
    if (leaves !== -1) letGo(search, leaves, row)
    if (takes !== -1) hold(search, takes, row)
    search.peerOf[row] = takes
    if (row === person) return
    takes = leaves
    row = search.reachedFrom[leaves]!
  }
}

function hold({ held, heldCount, widest }: Search, peer: number, row: number): void {
  held[peer * widest + heldCount[peer]!] = row
  heldCount[peer]! += 1
}

function letGo({ held, heldCount, widest }: Search, peer: number, row: number): void {
  const first = peer * widest
  const last = first + heldCount[peer]! - 1
  for (let place = first; place <= last; place++) {
    if (held[place] !== row) continue
    held[place] = held[last]!
    heldCount[peer]! -= 1
    return
  }
}

function totalOf({ costs, peers }: AssignmentProblem, peerOf: Int32Array): number {
  let total = 0
  peerOf.forEach((peer, person) => {
    if (peer !== -1) total += costs[person * peers + peer]!
  })
  return total
}
