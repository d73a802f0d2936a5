import type { CandidatePool } from './candidate-pool.ts'
import type { CandidateFacts, PersonFacts } from './facts.ts'
import type { Ranking } from './rank.ts'

/**
 * What a ranking was made from, as one text: equal facts make equal texts, whatever the order of their keys. Its digest
 * is kept with the ranking, so that a replay can show that it started from the same facts.
 */
export function inputsText(person: PersonFacts, pool: CandidatePool): string {
  return canonicalText([personAsDigested(person), pool.candidates.map(candidateAsDigested)])
}

// As facts have stood in digests since the first ranking: under the names of that day, and null for what is not there. A digest
// is compared, never read, and that of every stored ranking must come out the same.

function personAsDigested({ location, bornOn, ...facts }: PersonFacts) {
  return { ...facts, bornOn: bornOn ?? null, place: location ?? null }
}

function candidateAsDigested({ location, credentials, ...facts }: CandidateFacts) {
  return {
    ...facts,
    credentials: credentials.map(({ programId, goodUntil }) => ({
      programId,
      goodUntil: goodUntil ?? null,
    })),
    crisisModuleCurrentUntil: facts.crisisModuleCurrentUntil ?? null,
    canTakeMore: facts.canTakeMore ?? null,
    needsLessUntil: facts.needsLessUntil ?? null,
    supervisionDueAt: facts.supervisionDueAt ?? null,
    place: location ?? null,
  }
}

/** The whole outcome of a ranking as one text; its digest is what a replay must reproduce bit for bit. */
export function outcomeText({ version, at, ranked, notProposed }: Ranking): string {
  return canonicalText([
    version,
    at,
    ranked.map(({ peerWorkerId, score }) => [peerWorkerId, score]),
    notProposed.map(({ peerWorkerId, rules }) => [peerWorkerId, rules]),
  ])
}

/** JSON with the keys of every object in sorted order. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (isRecord(part) ? sortedKeys(part) : part))
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sortedKeys(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
