import type { Host } from '@careloom/hosting'
import { assignmentTopic } from '@careloom/proto/assignments'
import { CarePlanServiceDefinition, carePlanTopic } from '@careloom/proto/care-plans'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { ReferralServiceDefinition } from '@careloom/proto/referrals'
import { WorkforceServiceDefinition } from '@careloom/proto/workforce'
import { onAssignment } from './adapters/bus/on-assignment.ts'
import { onEncounter } from './adapters/bus/on-encounter.ts'
import { published } from './adapters/bus/published.ts'
import { carePlanService } from './adapters/rpc/care-plan-service.ts'
import { consentsFromPeople } from './adapters/rpc/consents.ts'
import { peerWorkersFromWorkforce } from './adapters/rpc/peer-workers.ts'
import { referralsFromReferrals } from './adapters/rpc/referrals.ts'
import { meetings } from './app/arrange-meetings.ts'
import { carePlanCommands } from './app/commands.ts'
import { assignmentFollower } from './app/follow-assignments.ts'
import { meetingQueries } from './app/meeting-queries.ts'
import { carePlanList } from './app/projections/care-plan-list.ts'
import { encounterList } from './app/projections/encounter-list.ts'
import { meetingList } from './app/projections/meeting-list.ts'
import { carePlanQueries } from './app/queries.ts'
import { encounterRecorder } from './app/record-encounter.ts'
import { settings } from './config.ts'
import type { CarePlanEvent } from './domain/care-plan-events.ts'
import type { CareTeamEvent } from './domain/care-team.ts'
import type { EncounterEvent } from './domain/encounter.ts'
import type { MeetingEvent } from './domain/meeting-events.ts'
import { schema } from './domain/schema.ts'

const service = 'care-plans'

/** Starts the service on a host: the only place that knows which adapters it uses. */
export async function startCarePlans(host: Host): Promise<void> {
  const { referrerTitle, encountersMaxCount } = settings.read(host.env)
  const log = await host.openLog(service, schema)
  const plans = host.project(service, carePlanList, { log })
  const encounters = host.project(service, encounterList, { log })
  const meetingRows = host.project(service, meetingList, { log })
  const commands = carePlanCommands({
    plans: log.of<CarePlanEvent>(),
    teams: log.of<CareTeamEvent>(),
    encounters: log.of<EncounterEvent>(),
    meetings: log.of<MeetingEvent>(),
  })
  const queries = carePlanQueries(plans, encounters, meetingRows, log.feed)
  const planned = meetingQueries(meetingRows)
  const peerWorkers = peerWorkersFromWorkforce(host.client(WorkforceServiceDefinition))
  const referrals = referralsFromReferrals(host.client(ReferralServiceDefinition))
  const consents = consentsFromPeople(host.client(PeopleServiceDefinition))
  const { clock } = host
  const reading = { queries, meetings: planned }
  const recordEncounter = encounterRecorder({ ...reading, commands, referrals, consents, clock })
  host.serve(
    CarePlanServiceDefinition,
    carePlanService({
      commands,
      queries,
      recordEncounter,
      meetings: meetings({ ...reading, commands, clock }),
      meetingQueries: planned,
      clock,
      encountersMaxCount,
    }),
  )
  host.publish(log, published)
  const follower = assignmentFollower({
    ...reading,
    commands,
    peerWorkers,
    referrals,
    referrerTitle,
  })
  host.bus.react(assignmentTopic, onAssignment(follower))
  host.bus.react(carePlanTopic, onEncounter(commands))
}
