import type { ClaimEvent, ClaimsLapsed } from '@careloom/event-sourcing'
import type { Host } from '@careloom/hosting'
import { PeopleServiceDefinition } from '@careloom/proto/people'
import { publishedConsents, publishedPeople } from './adapters/bus/published.ts'
import { peopleService } from './adapters/rpc/people-service.ts'
import { peopleCommands } from './app/commands.ts'
import { consentList, consentTimers } from './app/projections/consent-list.ts'
import { personList } from './app/projections/person-list.ts'
import { peopleQueries } from './app/queries.ts'
import { carryOutErasures } from './app/reactions/carry-out-erasures.ts'
import type { ConsentEvent } from './domain/consent.ts'
import type { ErasureEvent } from './domain/erasure.ts'
import { parseConsentId } from './domain/ids.ts'
import type { PersonEvent } from './domain/person.ts'
import { schema } from './domain/schema.ts'

const service = 'people'

/** Starts the service on a host: the only place that knows which adapters it uses. */
export async function startPeople(host: Host): Promise<void> {
  const log = await host.openLog(service, schema)
  const people = host.project(service, personList, { log })
  const consents = host.project(service, consentList, { log })
  const timers = host.project(service, consentTimers, { log })
  const commands = peopleCommands({
    people: log.of<PersonEvent>(),
    consents: log.of<ConsentEvent>(),
    erasures: log.of<ErasureEvent>(),
    claimStore: log.of<ClaimEvent>(),
    lapses: log.of<ClaimsLapsed>(),
    keyring: host.keyring,
    clock: host.clock,
    hashed: host.hashed,
  })
  // Not what was recorded just now: asked again, it waits for what an earlier call has recorded.
  const knownAtDoors = async () => {
    for (const feed of [log.feed, host.keyring.erasures])
      await host.barrier({ log: feed.name, position: await feed.latest() })
  }
  host.serve(
    PeopleServiceDefinition,
    peopleService({
      commands,
      knownAtDoors,
      queries: peopleQueries({ people, consents, commands, feed: log.feed }),
      clock: host.clock,
      days: host.days,
    }),
  )
  host.publish(log, publishedPeople)
  host.publish(log, publishedConsents(host.days))
  host.react(log, carryOutErasures(commands))
  host.schedule(timers, async (timer, metadata) => {
    const row = await consents.get(timer.subject)
    if (row === undefined) return undefined
    const data = {
      consentId: parseConsentId(timer.subject),
      personId: row.personId,
      expiredAt: host.clock(),
    }
    return commands.consent({ type: 'ExpireConsent', data }, metadata)
  })
}
