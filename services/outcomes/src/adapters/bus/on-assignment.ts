import { parseInstant, type Metadata, type Reaction } from '@careloom/event-sourcing'
import type { PublishedAssignmentEvent } from '@careloom/proto/assignments'
import type { OutcomeCommands } from '../../app/commands.ts'
import {
  parseAssignmentId,
  parseOrganizationId,
  parsePersonId,
  parseReferralId,
} from '../../domain/ids.ts'
import type { AboutSeries } from '../../domain/outcome-series.ts'

const name = 'outcomes.on-assignment'

/** A series begins and ends with its assignment. */
export function onAssignment(commands: OutcomeCommands): Reaction<PublishedAssignmentEvent> {
  return {
    name,
    handles: ['AssignmentStarted', 'AssignmentEnded'],
    keyOf: (event) => event.stream,
    async handle({ type, data, meta, id: causationId }) {
      const metadata: Metadata = {
        ...meta,
        person: data.personId,
        actor: `system:${name}`,
        causationId,
      }
      if (type === 'AssignmentStarted')
        await commands.start(aboutOf(data), parseInstant('startedAt', data.startedAt), metadata)
      if (type === 'AssignmentEnded')
        await commands.end(
          parseAssignmentId(data.assignmentId),
          parseInstant('endedAt', data.endedAt),
          metadata,
        )
    },
  }
}

type Started = Extract<PublishedAssignmentEvent, { type: 'AssignmentStarted' }>['data']

function aboutOf(data: Started): Omit<AboutSeries, 'seriesId'> {
  return {
    assignmentId: parseAssignmentId(data.assignmentId),
    referralId: parseReferralId(data.referralId),
    personId: parsePersonId(data.personId),
    organizationId: parseOrganizationId(data.organizationId),
    part2: data.part2,
  }
}
