import { firstSchema, type ClaimEvent, type ClaimsLapsed } from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'
import { assignmentTopic, matchingCaseTopic } from '@careloom/proto/assignments'
import { carePlanTopic } from '@careloom/proto/care-plans'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { ReferralServiceDefinition } from '@careloom/proto/referrals'
import { onAssignment, onCarePlan, onMatchingCase } from './adapters/bus/follow.ts'
import { published } from './adapters/bus/published.ts'
import { measuredFigures, watchOldest } from './adapters/figures.ts'
import { consentsFromPeople } from './adapters/rpc/consents.ts'
import { referralService } from './adapters/rpc/referral-service.ts'
import { referralCommands } from './app/commands.ts'
import { countReferrals } from './app/figures.ts'
import { referralList } from './app/projections/referral-list.ts'
import { referralMoves } from './app/projections/referral-moves.ts'
import { referralTimers } from './app/projections/referral-timers.ts'
import { referralQueries } from './app/queries.ts'
import { fireTimer } from './app/timers.ts'
import { settings } from './config.ts'
import type { ReferralEvent } from './domain/referral-events.ts'

const service = 'referrals'

/** Starts the service on a host: the only place that knows which adapters it uses. */
export async function startReferrals(host: Host): Promise<void> {
  const { programs } = settings.read(host.env)
  const log = await host.openLog(service, firstSchema)
  const list = host.project(service, referralList, { log })
  const timers = host.project(service, referralTimers, { log })
  const catalogue = {
    all: () => programs,
    find: (id: string) => programs.find((program) => program.programId === id),
  }
  const commands = referralCommands({
    store: log.of<ReferralEvent>(),
    claimStore: log.of<ClaimEvent>(),
    lapses: log.of<ClaimsLapsed>(),
    clock: host.clock,
    consents: consentsFromPeople(host.client(PeopleServiceDefinition)),
    programs: catalogue,
    hashed: host.hashed,
  })
  host.serve(
    ReferralServiceDefinition,
    referralService(commands, referralQueries(list), catalogue, host.clock),
  )
  host.publish(log, published)
  host.bus.react(matchingCaseTopic, onMatchingCase(commands, host.clock))
  host.bus.react(carePlanTopic, onCarePlan(commands, host.clock))
  host.bus.react(assignmentTopic, onAssignment(commands, host.clock))
  const moves = host.project(service, referralMoves, { log })
  host.react(log, countReferrals(moves, measuredFigures(host.metrics)))
  watchOldest(host.metrics, moves, host.clock)
  host.schedule(timers, fireTimer(commands, host.clock))
}
