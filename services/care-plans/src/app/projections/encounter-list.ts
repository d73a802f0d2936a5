import { onEach, projection, type ReceivedEvent } from '@careloom/event-sourcing'
import { encounterDecider } from '../../domain/encounter.ts'
import type { Encounter, EncounterEvent, RecordedEncounter } from '../../domain/encounter.ts'

/** One contact as it was last written up: for the peer's page of a person. Retracted ones are gone. */
export type EncounterRow = RecordedEncounter & { readonly revision: number }

export const encounterList = projection<EncounterEvent, EncounterRow>({
  name: 'encounter-list',
  version: 3,
  key: ({ encounterId }) => encounterId,
  person: ({ personId }) => personId,
  on: onEach(
    ['EncounterRecorded', 'EncounterAmended', 'EncounterSharingDecided', 'EncounterRetracted'],
    folded,
  ),
  indexes: {
    assignment: (row) => [`${row.assignmentId} ${row.occurredAt}`],
  },
})

function folded(
  row: EncounterRow | undefined,
  _data: unknown,
  event: ReceivedEvent<EncounterEvent>,
): EncounterRow | null | undefined {
  const before: Encounter =
    row === undefined ? encounterDecider.initialState : { status: 'recorded', encounter: row }
  const after = encounterDecider.evolve(before, event)
  if (after.status === 'none') return undefined
  return after.status === 'retracted' ? null : { ...after.encounter, revision: event.revision }
}
