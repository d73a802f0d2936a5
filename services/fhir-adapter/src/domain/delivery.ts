import {
  accept,
  later,
  refuse,
  unreachable,
  type Command,
  type Decider,
  type Decision,
  type Event,
  type Instant,
} from '@careloom/event-sourcing'
import type { RefusalOf } from '@careloom/terminology'
import type { Evidence, Intent, RouteKind } from './routes.ts'

type Of = { readonly deliveryId: string; readonly at: Instant }
type Plan = Of & {
  readonly connectionId: string
  readonly intent: Intent
  readonly routeKind: RouteKind
  /** SHA-256 of the statement that the route was chosen by. */
  readonly evidenceHash: string
  readonly personId: string
  readonly referralId: string
  readonly careTeamId: string
  readonly memberId: string
}
type Proof = Of & {
  readonly resourceType: string
  readonly resourceId: string
  readonly tookMs: number
}
type Failure = Of & {
  readonly code: string
  readonly httpStatus?: number | undefined
  readonly nextAt?: Instant | undefined
}

export type DeliveryCommand =
  | Command<'PlanDelivery', Plan>
  | Command<'RecordProof', Proof>
  | Command<'RecordFailure', Omit<Failure, 'nextAt'> & { backoffMs: readonly number[] }>
  | Command<'TryAgain', Of>

export type DeliveryEvent =
  /** Something is to be made visible in a hospital, by the best route that its evidence allows. */
  | Event<'DeliveryPlanned', Plan>
  /** It was written, read back and found: the proof. */
  | Event<'DeliveryProved', Proof>
  /** An attempt failed; `nextAt` says when the next one is due; without it a human must look. */
  | Event<'DeliveryFailed', Failure>
  /** The next attempt is due, or a human asked for it. */
  | Event<'DeliveryRetried', Of>

export type DeliveryRefusal = RefusalOf<'delivery'>

export type Delivery = {
  readonly status: 'none' | 'queued' | 'failed' | 'proved'
  readonly failures: number
}

export const deliveryDecider: Decider<Delivery, DeliveryCommand, DeliveryEvent, DeliveryRefusal> = {
  initialState: { status: 'none', failures: 0 },
  decide(command, state): Decision<DeliveryEvent, DeliveryRefusal> {
    if (command.type === 'PlanDelivery')
      return state.status === 'none'
        ? accept({ type: 'DeliveryPlanned', data: command.data })
        : accept()
    if (state.status === 'none') return refuse('not-found', 'delivery-not-found')
    switch (command.type) {
      case 'RecordProof':
        return state.status === 'proved'
          ? accept()
          : accept({ type: 'DeliveryProved', data: command.data })
      case 'RecordFailure': {
        if (state.status === 'proved') return accept()
        const { backoffMs, ...failure } = command.data
        const wait = backoffMs[state.failures]
        return accept({
          type: 'DeliveryFailed',
          data: { ...failure, nextAt: wait === undefined ? undefined : later(failure.at, wait) },
        })
      }
      case 'TryAgain':
        if (state.status === 'proved') return refuse('conflict', 'delivery-proved-already')
        return state.status === 'failed'
          ? accept({ type: 'DeliveryRetried', data: command.data })
          : accept()
      default:
        return unreachable(command)
    }
  },
  evolve(state, event) {
    switch (event.type) {
      case 'DeliveryPlanned':
        return { status: 'queued', failures: 0 }
      case 'DeliveryProved':
        return { ...state, status: 'proved' }
      case 'DeliveryFailed':
        return { status: 'failed', failures: state.failures + 1 }
      case 'DeliveryRetried':
        return { ...state, status: 'queued' }
      default:
        return unreachable(event)
    }
  },
}

/** What a connection said of itself, kept with its hash; recorded when it changes or stops answering. */
export type ConnectionEvent = Event<
  'EvidenceRead',
  { connectionId: string; answering: boolean; hash: string; evidence: Evidence; at: Instant }
>

export const connectionDecider: Decider<
  { hash: string; answering: boolean },
  Command<'RecordEvidence', ConnectionEvent['data']>,
  ConnectionEvent,
  never
> = {
  initialState: { hash: '', answering: false },
  decide: ({ data }, state) =>
    data.hash === state.hash && data.answering === state.answering
      ? accept()
      : accept({ type: 'EvidenceRead', data }),
  evolve: (_state, { data }) => ({ hash: data.hash, answering: data.answering }),
}
