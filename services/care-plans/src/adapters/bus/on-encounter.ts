import { reaction, type Reaction } from '@careloom/event-sourcing'
import type { PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import type { CarePlanCommands } from '../../app/commands.ts'
import { parseEncounterId, parseMeetingId } from '../../domain/ids.ts'

/** A contact that was written up is the end of the meeting that it names, also when the process stopped in between. */
export function onEncounter(
  commands: Pick<CarePlanCommands, 'meeting'>,
): Reaction<PublishedCarePlanEvent> {
  return reaction<PublishedCarePlanEvent>({
    name: 'care-plans.on-encounter',
    on: {
      async EncounterRecorded(encounter, metadata, { time: recordedAt }) {
        const { meetingId, noShow, personId: person } = encounter
        if (meetingId === undefined) return undefined
        const encounterId = parseEncounterId(encounter.encounterId)
        const data = { meetingId: parseMeetingId(meetingId), encounterId, recordedAt }
        const type = noShow ? 'MissMeeting' : 'HoldMeeting'
        return commands.meeting({ type, data }, { ...metadata, person })
      },
    },
  })
}
