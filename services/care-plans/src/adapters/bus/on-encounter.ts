import type { Reaction } from '@careloom/event-sourcing'
import type { PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import type { CarePlanCommands } from '../../app/commands.ts'
import { settled } from '../../app/settled.ts'
import { parseEncounterId, parseMeetingId } from '../../domain/ids.ts'

const name = 'care-plans.on-encounter'

/** A contact that was written up is the end of the meeting that it names, also when the process stopped in between. */
export function onEncounter(
  commands: Pick<CarePlanCommands, 'meeting'>,
): Reaction<PublishedCarePlanEvent> {
  return {
    name,
    handles: ['EncounterRecorded'],
    keyOf: (event) => event.stream,
    async handle(event) {
      if (event.type !== 'EncounterRecorded' || event.data.meetingId === undefined) return
      const { personId: person, noShow, meetingId, encounterId } = event.data
      const metadata = { ...event.meta, person, actor: `system:${name}`, causationId: event.id }
      const data = {
        meetingId: parseMeetingId(meetingId),
        encounterId: parseEncounterId(encounterId),
        recordedAt: event.time,
      }
      const type = noShow ? 'MissMeeting' : 'HoldMeeting'
      settled(await commands.meeting({ type, data }, metadata))
    },
  }
}
