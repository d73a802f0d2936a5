import { parseInstant, reaction, type DataOf, type Reaction } from '@careloom/event-sourcing'
import type { PublishedAssignmentEvent } from '@careloom/proto/assignments'
import type { OutcomeCommands } from '../../app/commands.ts'
import {
  parseAssignmentId,
  parseOrganizationId,
  parsePersonId,
  parseReferralId,
} from '../../domain/ids.ts'
import type { AboutSeries } from '../../domain/about-measure.ts'

/** A series begins and ends with its assignment. */
export function onAssignment(commands: OutcomeCommands): Reaction<PublishedAssignmentEvent> {
  return reaction<PublishedAssignmentEvent>({
    name: 'outcomes.on-assignment',
    on: {
      AssignmentStarted: (data, metadata) =>
        commands.start(aboutOf(data), parseInstant('startedAt', data.startedAt), {
          ...metadata,
          person: data.personId,
        }),
      AssignmentEnded: ({ assignmentId, endedAt, personId }, metadata) =>
        commands.end(parseAssignmentId(assignmentId), parseInstant('endedAt', endedAt), {
          ...metadata,
          person: personId,
        }),
    },
  })
}

type Started = DataOf<PublishedAssignmentEvent, 'AssignmentStarted'>

function aboutOf(data: Started): Omit<AboutSeries, 'seriesId'> {
  return {
    assignmentId: parseAssignmentId(data.assignmentId),
    referralId: parseReferralId(data.referralId),
    personId: parsePersonId(data.personId),
    organizationId: parseOrganizationId(data.organizationId),
    part2: data.part2,
  }
}
