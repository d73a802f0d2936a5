import { projection, unchanged, type Timer } from '@careloom/event-sourcing'
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

export const deliveryList = projection<DeliveryEvent, DeliveryRow>({
  name: 'delivery-list',
  version: 3,
  key: ({ deliveryId }) => deliveryId,
  person: ({ personId }) => personId,
  on: {
    DeliveryPlanned: (_row, data) => ({
      deliveryId: data.deliveryId,
      connectionId: data.connectionId,
      intent: data.intent,
      routeKind: data.routeKind,
      personId: data.personId,
      referralId: data.referralId,
      status: 'queued',
      attempts: 0,
      at: data.at,
    }),
    DeliveryProved: (row, { resourceType, resourceId, tookMs, at }) =>
      row && {
        ...row,
        status: 'proved',
        attempts: row.attempts + 1,
        resourceType,
        resourceId,
        tookMs,
        provedAt: at,
        at,
      },
    DeliveryFailed: (row, { nextAt, code, at }) =>
      row && {
        ...row,
        status: nextAt === undefined ? 'failed' : 'queued',
        attempts: row.attempts + 1,
        failure: code,
        at,
      },
    DeliveryRetried: (row, { at }) => row && { ...row, status: 'queued', at },
  },
  indexes: {
    at: (row) => [row.at],
    person: (row) => [row.personId],
    connection: (row) => [`${row.connectionId} ${row.at}`],
  },
})

type DeliveryTimer = Timer & { readonly person: string | undefined }

/** Attempts that are due again. Keys are delivery ids. */
export const deliveryTimers = projection<DeliveryEvent, DeliveryTimer>({
  name: 'delivery-timers',
  version: 3,
  key: ({ deliveryId }) => deliveryId,
  person: ({ person }) => person,
  on: {
    DeliveryPlanned: unchanged,
    DeliveryProved: () => null,
    DeliveryFailed: (_row, { deliveryId, nextAt }, { person }) =>
      nextAt === undefined
        ? null
        : { dueAt: nextAt, command: 'TryAgain', subject: deliveryId, person },
    DeliveryRetried: () => null,
  },
  indexes: { dueAt: (row) => [row.dueAt] },
})

export type ConnectionRow = {
  readonly connectionId: string
  readonly answering: boolean
  readonly hash: string
  readonly evidence: Evidence
  readonly at: string
}

/** What each hospital says of itself, as last read. */
export const connectionList = projection<ConnectionEvent, ConnectionRow>({
  name: 'connection-list',
  version: 2,
  key: ({ connectionId }) => connectionId,
  person: 'nobody',
  on: { EvidenceRead: (_row, evidence) => evidence },
})
