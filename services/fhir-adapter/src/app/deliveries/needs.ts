import type { Guard } from '@careloom/access'
import type { Clock, EventStore, HandleCommand, ReadModel } from '@careloom/event-sourcing'
import type {
  ConnectionEvent,
  DeliveryCommand,
  DeliveryEvent,
  DeliveryRefusal,
} from '../../domain/delivery.ts'
import type { Ehr } from '../ehr.ts'
import type { ConnectionRow } from '../projections/delivery-list.ts'
import type { FhirRow } from '../row.ts'

export type DeliverNeeds = {
  readonly rows: ReadModel<FhirRow>
  readonly connections: ReadModel<ConnectionRow>
  readonly ehrs: ReadonlyMap<
    string,
    { readonly ehr: Ehr; readonly organizationId: string; readonly mrnSystem: string }
  >
  readonly deliveries: EventStore<DeliveryEvent>
  readonly evidence: EventStore<ConnectionEvent>
  readonly guard: Guard
  /** Resolves when rows and guard know everything that has been said so far: what is absent then is not late. @throws NotCaughtUp */
  readonly upToDate: () => Promise<void>
  readonly clock: Clock
  /** A UUID that follows from a text. */
  readonly idFor: (text: string) => string
  readonly nowMs: () => number
}

export type HandleDelivery = HandleCommand<DeliveryCommand, DeliveryEvent, DeliveryRefusal>

export const deliveryStream = (deliveryId: string): string => `delivery-${deliveryId}`
