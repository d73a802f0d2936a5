import type { Projection, Timer } from '@careloom/event-sourcing'
import type { ConnectionEvent, DeliveryEvent } from '../../domain/delivery.ts'
import type { Evidence } from '../../domain/routes.ts'

/** One delivery for the console and for "seen in your chart since": ids and codes, never content. */
export type DeliveryRow = {
  readonly deliveryId: string
  readonly connectionId: string
  readonly intent: string
  readonly routeKind: string
  readonly personId: string
  readonly referralId: string
  readonly status: 'queued' | 'proved' | 'failed'
  readonly attempts: number
  readonly at: string
  readonly resourceType?: string
  readonly resourceId?: string
  readonly provedAt?: string
  readonly tookMs?: number
  readonly failure?: string
}

export const deliveryList: Projection<DeliveryEvent, DeliveryRow> = {
  name: 'delivery-list',
  version: 1,
  handles: ['DeliveryPlanned', 'DeliveryProved', 'DeliveryFailed', 'DeliveryRetried'],
  keysOf: (event) => [event.data.deliveryId],
  project(row, event) {
    if (event.type === 'DeliveryPlanned') {
      const { deliveryId, connectionId, intent, routeKind, personId, referralId, at } = event.data
      return {
        deliveryId,
        connectionId,
        intent,
        routeKind,
        personId,
        referralId,
        status: 'queued',
        attempts: 0,
        at,
      }
    }
    if (row === undefined) return undefined
    switch (event.type) {
      case 'DeliveryProved': {
        const { resourceType, resourceId, tookMs, at } = event.data
        return {
          ...row,
          status: 'proved',
          attempts: row.attempts + 1,
          resourceType,
          resourceId,
          tookMs,
          provedAt: at,
          at,
        }
      }
      case 'DeliveryFailed':
        return {
          ...row,
          status: event.data.nextAt === null ? 'failed' : 'queued',
          attempts: row.attempts + 1,
          failure: event.data.code,
          at: event.data.at,
        }
      default:
        return { ...row, status: 'queued', at: event.data.at }
    }
  },
  indexes: {
    at: (row) => [row.at],
    person: (row) => [row.personId],
    connection: (row) => [`${row.connectionId} ${row.at}`],
  },
}

/** Attempts that are due again. Keys are delivery ids. */
export const deliveryTimers: Projection<DeliveryEvent, Timer> = {
  name: 'delivery-timers',
  version: 1,
  handles: ['DeliveryProved', 'DeliveryFailed', 'DeliveryRetried'],
  keysOf: (event) => [
    event.type === 'DeliveryFailed'
      ? `${event.data.deliveryId}@${event.revision}`
      : event.data.deliveryId,
  ],
  project(_row, event) {
    if (event.type !== 'DeliveryFailed' || event.data.nextAt === null) return undefined
    return { dueAt: event.data.nextAt, command: 'TryAgain', subject: event.data.deliveryId }
  },
  indexes: { dueAt: (row) => [row.dueAt] },
}

export type ConnectionRow = {
  readonly connectionId: string
  readonly answering: boolean
  readonly hash: string
  readonly evidence: Evidence
  readonly at: string
}

/** What each hospital says of itself, as last read. */
export const connectionList: Projection<ConnectionEvent, ConnectionRow> = {
  name: 'connection-list',
  version: 1,
  handles: ['EvidenceRead'],
  keysOf: (event) => [event.data.connectionId],
  project: (_row, event) => event.data,
}
