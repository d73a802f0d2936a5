import {
  commandHandler,
  readUnlessErased,
  type EventStore,
  type Reaction,
} from '@careloom/event-sourcing'
import type { PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import { deliveryDecider, type DeliveryEvent } from '../../domain/delivery.ts'
import { attemptDeliveries } from './attempt.ts'
import { evidenceReader } from './evidence.ts'
import type { DeliverNeeds, HandleDelivery } from './needs.ts'
import { planDeliveries } from './plan.ts'

export type Deliver = {
  readonly handle: HandleDelivery
  /** A peer joined a care team: plans how the hospital that referred gets to see it. */
  readonly onMemberJoined: Reaction<PublishedCarePlanEvent>
  /** Carries out what is planned or due again. */
  readonly attempt: Reaction<DeliveryEvent>
  /** Asks every hospital what it can do, and keeps what it said. */
  readonly readEvidence: () => Promise<void>
}

export function deliver(needs: DeliverNeeds): Deliver {
  const handle = ofTheirPerson(needs.deliveries)
  const readEvidence = evidenceReader(needs)
  return {
    handle,
    onMemberJoined: planDeliveries(needs, handle, readEvidence),
    attempt: attemptDeliveries(needs, handle),
    async readEvidence() {
      for (const connectionId of needs.ehrs.keys()) await readEvidence(connectionId)
    },
  }
}

/** All of a delivery is sealed with the key of its person, by its own stream: it goes with that key, whoever tries again. */
function ofTheirPerson(deliveries: EventStore<DeliveryEvent>): HandleDelivery {
  const handle = commandHandler(deliveryDecider, deliveries)
  return async (stream, command, metadata, ifRevision) => {
    const person =
      command.type === 'PlanDelivery'
        ? command.data.personId
        : (await readUnlessErased(deliveries, stream))?.[0]?.person
    return handle(stream, command, { ...metadata, person }, ifRevision)
  }
}
