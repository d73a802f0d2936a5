import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { PeerWorkerId, PersonId, ProgramId } from '../ids.ts'
import { poolOf } from './candidate-pool.ts'
import type { CandidateFacts, PersonFacts } from './facts.ts'
import { inputsText } from './replay.ts'

const programId = 'program-1' as ProgramId
const nothing = { languages: [], modalities: [], travelsMetres: 0, schedule: [], openedFacets: [] }
const person: PersonFacts = {
  ...nothing,
  personId: 'person-1' as PersonId,
  programId,
  hasInterpreter: false,
  preferredFacets: [],
  wantedSkills: [],
  earlierPeers: [],
  conflicts: [],
  setAside: [],
  caseloadWeight: 1,
}
const candidate: CandidateFacts = {
  ...nothing,
  peerWorkerId: 'peer-1' as PeerWorkerId,
  credentials: [{ programId }],
  caseloadLimit: 6,
  caseloadTaken: 0,
  servesAgesFrom: 0,
  servesAgesTo: 150,
  skills: [],
  conflicts: [],
}

describe('what a ranking was made from', () => {
  // Golden: the digests of stored rankings are over texts of this form. It never changes.
  it('is told with null for what is not there, under the names of the first ranking', () =>
    assert.equal(
      inputsText(person, poolOf([candidate])),
      '[{"bornOn":null,"caseloadWeight":1,"conflicts":[],"earlierPeers":[],"hasInterpreter":false,"languages":[],' +
        '"modalities":[],"openedFacets":[],"personId":"person-1","place":null,"preferredFacets":[],"programId":"program-1",' +
        '"schedule":[],"setAside":[],"travelsMetres":0,"wantedSkills":[]},' +
        '[{"canTakeMore":null,"caseloadLimit":6,"caseloadTaken":0,"conflicts":[],' +
        '"credentials":[{"goodUntil":null,"programId":"program-1"}],"crisisModuleCurrentUntil":null,"languages":[],' +
        '"modalities":[],"needsLessUntil":null,"openedFacets":[],"peerWorkerId":"peer-1","place":null,"schedule":[],' +
        '"servesAgesFrom":0,"servesAgesTo":150,"skills":[],"supervisionDueAt":null,"travelsMetres":0}]]',
    ))
})
