import { commandHandler } from '@careloom/event-sourcing'
import type { EventStore, Metadata, Outcome } from '@careloom/event-sourcing'
import type { CarePlanCommand, CarePlanEvent, CarePlanRefusal } from '../domain/care-plan-events.ts'
import { carePlanDecider } from '../domain/care-plan.ts'
import { careTeamDecider } from '../domain/care-team.ts'
import type { CareTeamCommand, CareTeamEvent, CareTeamRefusal } from '../domain/care-team.ts'
import { encounterDecider } from '../domain/encounter.ts'
import type { EncounterCommand, EncounterEvent, EncounterRefusal } from '../domain/encounter.ts'
import type { MeetingCommand, MeetingEvent, MeetingRefusal } from '../domain/meeting-events.ts'
import { meetingDecider } from '../domain/meeting.ts'

/** Every command names the person in `metadata`, whose key seals what is recorded. */
export type CarePlanCommands = {
  plan(
    command: CarePlanCommand,
    metadata: Metadata,
    ifRevision?: number,
  ): Promise<Outcome<CarePlanEvent, CarePlanRefusal>>
  team(
    command: CareTeamCommand,
    metadata: Metadata,
  ): Promise<Outcome<CareTeamEvent, CareTeamRefusal>>
  encounter(
    command: EncounterCommand,
    metadata: Metadata,
  ): Promise<Outcome<EncounterEvent, EncounterRefusal>>
  meeting(
    command: MeetingCommand,
    metadata: Metadata,
  ): Promise<Outcome<MeetingEvent, MeetingRefusal>>
}

export function carePlanCommands(stores: {
  plans: EventStore<CarePlanEvent>
  teams: EventStore<CareTeamEvent>
  encounters: EventStore<EncounterEvent>
  meetings: EventStore<MeetingEvent>
}): CarePlanCommands {
  const handlePlan = commandHandler(carePlanDecider, stores.plans)
  const handleTeam = commandHandler(careTeamDecider, stores.teams)
  const handleEncounter = commandHandler(encounterDecider, stores.encounters)
  const handleMeeting = commandHandler(meetingDecider, stores.meetings)
  return {
    plan: (command, metadata, ifRevision) =>
      handlePlan(`care-plan-${command.data.carePlanId}`, command, metadata, ifRevision),
    team: (command, metadata) =>
      handleTeam(`care-team-${command.data.careTeamId}`, command, metadata),
    encounter: (command, metadata) =>
      handleEncounter(`encounter-${command.data.encounterId}`, command, metadata),
    meeting: (command, metadata) =>
      handleMeeting(`meeting-${command.data.meetingId}`, command, metadata),
  }
}
