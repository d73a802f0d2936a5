import type { Host } from '@careloom/hosting'
import { AssignmentServiceDefinition } from '@careloom/proto/assignments'
import { personTopic } from '@careloom/proto/people'
import { ReferralServiceDefinition, referralTopic } from '@careloom/proto/referrals'
import { peerWorkerTopic } from '@careloom/proto/workforce'
import { onReferral } from './adapters/bus/follow-referrals.ts'
import { onPeerWorker } from './adapters/bus/follow-workforce.ts'
import {
  publishedAssignments,
  publishedCaseloads,
  publishedCases,
} from './adapters/bus/published.ts'
import { assignmentService } from './adapters/rpc/assignment-service.ts'
import { programsOverRpc } from './adapters/rpc/programs.ts'
import { referralsOverRpc } from './adapters/rpc/referrals.ts'
import { assignmentsCommands } from './app/commands.ts'
import { offers } from './app/offers/offers.ts'
import { candidatesOf } from './app/candidates.ts'
import { assignmentList } from './app/projections/assignment-list.ts'
import { assignmentTimers } from './app/projections/assignment-timers.ts'
import { candidates, type CandidateEvent } from './app/projections/candidates.ts'
import { caseList } from './app/projections/case-list.ts'
import { knownPeople } from './app/projections/known-people.ts'
import { assignmentsQueries } from './app/queries.ts'
import { rankings } from './app/rankings.ts'
import { releaseErased, releasePlaces } from './app/reactions/release-places.ts'
import { startAssignment } from './app/start-assignment.ts'
import { startTargets } from './app/start-targets.ts'
import { fireTimer } from './app/timers.ts'
import { settings } from './config.ts'
import type { AssignmentEvent } from './domain/assignment.ts'
import type { CountedCaseloadEvent } from './domain/counted-caseload.ts'
import type { MatchingCaseEvent } from './domain/matching-case-events.ts'
import type { PeerFactsEvent } from './domain/matching/peer-facts.ts'
import { schema } from './domain/schema.ts'

const service = 'assignments'

/** Starts the service on a host: the only place that knows which adapters it uses. */
export async function startAssignments(host: Host): Promise<void> {
  const { weights, reservationMinutes, ...hours } = settings.read(host.env)
  const { clock, newId } = host
  const log = await host.openLog(service, schema)
  const cases = host.project(service, caseList, { log })
  const assignments = host.project(service, assignmentList, { log })
  const timers = host.project(service, assignmentTimers, { log })
  const people = host.project(service, knownPeople, { topics: [personTopic] })
  const pool = candidatesOf(
    host.project(service, candidates, { log }),
    log.of<CandidateEvent>().feed,
  )

  const commands = assignmentsCommands({
    cases: log.of<MatchingCaseEvent>(),
    caseloads: log.of<CountedCaseloadEvent>(),
    assignments: log.of<AssignmentEvent>(),
    peerFacts: log.of<PeerFactsEvent>(),
  })
  const referralService = host.client(ReferralServiceDefinition)
  const referrals = referralsOverRpc(referralService)
  const programs = programsOverRpc(referralService, clock)
  const matching = rankings({
    candidates: pool,
    people,
    assignments,
    programs,
    commands,
    weights,
    clock,
  })
  const queries = assignmentsQueries({
    cases,
    assignments,
    candidates: pool,
    rankings: matching,
    programs,
    clock,
    days: host.days,
  })
  const offering = offers({ commands, rankings: matching, referrals, clock, newId, hours })

  host.serve(
    AssignmentServiceDefinition,
    assignmentService({ commands, offers: offering, queries, rankings: matching, clock }),
  )
  for (const published of [publishedCases, publishedAssignments, publishedCaseloads])
    host.publish(log, published)
  host.bus.react(referralTopic, onReferral(commands, clock))
  host.bus.react(peerWorkerTopic, onPeerWorker(commands, clock, host.days))
  host.bus.react(personTopic, releaseErased(commands, pool, clock))
  host.react(log, releasePlaces(commands, clock))
  host.process(
    log,
    startAssignment(),
    [log],
    startTargets({ commands, referrals, clock, reservationMinutes }),
  )
  host.schedule(timers, fireTimer(commands, clock))
}
