import { carePlanTopic, type PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import { toEncounter, type EncounterFacts } from '../../domain/maps/encounter.ts'
import { usCore, type ResourceOf } from '../../domain/resource.ts'
import {
  indexed,
  inPeriod,
  reference,
  status,
  subject,
  token,
} from '../../domain/search/parameter.ts'
import { made } from './module.ts'
import { aboutRecord } from './record.ts'

type Encounter = ResourceOf<'Encounter'>

export const encounter = made<'Encounter', PublishedCarePlanEvent, EncounterFacts>({
  type: 'Encounter',
  class: 'notes',
  profile: usCore('encounter'),
  topic: carePlanTopic,
  on: { EncounterRecorded: { of: ({ encounterId }) => encounterId, first: (data) => data } },
  about: aboutRecord,
  toFhir: toEncounter,
  search: [
    ...subject,
    status,
    token('class', (r: Encounter) => r.class),
    token('type', (r: Encounter) => r.type),
    inPeriod,
    indexed(
      reference('participant', ({ participant = [] }: Encounter) =>
        participant.map(({ individual }) => individual),
      ),
    ),
  ],
})
