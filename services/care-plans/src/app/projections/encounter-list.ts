import type { Projection } from '@careloom/event-sourcing'
import { encounterDecider } from '../../domain/encounter.ts'
import type { Encounter, EncounterEvent, RecordedEncounter } from '../../domain/encounter.ts'
import type { PersonErased } from './care-plan-list.ts'

/** One contact as it was last written up: for the peer's page of a person. Retracted ones are gone. */
export type EncounterRow = RecordedEncounter & { readonly revision: number }

export const encounterList: Projection<EncounterEvent | PersonErased, EncounterRow> = {
  name: 'encounter-list',
  version: 1,
  handles: [
    'EncounterRecorded',
    'EncounterAmended',
    'EncounterSharingDecided',
    'EncounterRetracted',
    'PersonErased',
  ],
  keysOf: (event, lookup) =>
    event.type === 'PersonErased'
      ? lookup('person', event.data.personId)
      : [event.data.encounterId],
  project(row, event) {
    if (event.type === 'PersonErased') return null
    const before: Encounter =
      row === undefined ? encounterDecider.initialState : { status: 'recorded', encounter: row }
    const after = encounterDecider.evolve(before, event)
    if (after.status === 'none') return undefined
    return after.status === 'retracted' ? null : { ...after.encounter, revision: event.revision }
  },
  indexes: {
    assignment: (row) => [`${row.assignmentId} ${row.occurredAt}`],
    person: (row) => [row.personId],
  },
}
