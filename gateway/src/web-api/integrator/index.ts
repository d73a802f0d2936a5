import type { Quarantined } from '@careloom/event-sourcing'
import type { ConnectionView, DeliveryView } from '@careloom/proto/fhir-adapter'
import type { RouteResponse, WebApiHandlers } from '@careloom/web-api'
import { HttpProblem } from '../../http/problem.ts'
import type { Context, ProcessStatus } from '../context.ts'

type Handlers = Pick<
  WebApiHandlers<Context>,
  | 'listConnections'
  | 'listDeliveries'
  | 'retryDelivery'
  | 'listQuarantine'
  | 'retryQuarantined'
  | 'giveUpQuarantined'
  | 'getHealth'
>

/** Behind by more than this, a service is said to be degraded. */
const behindTooMuch = 1_000

export const integratorHandlers: Handlers = {
  async listConnections(_request, context) {
    const { connections } = await context.services.fhir.listConnections({}, context.call())
    return { connections: connections.map(toConnection) }
  },
  async listDeliveries({ query }, context) {
    const { deliveries } = await context.services.fhir.listDeliveries(
      { limit: query.limit },
      context.call(),
    )
    return { deliveries: deliveries.map(toDelivery) }
  },
  async retryDelivery({ params }, context) {
    await context.services.fhir.retryDelivery({ deliveryId: params.deliveryId }, context.call())
    return {}
  },
  async listQuarantine(_request, context) {
    const { operations } = context
    const [aside, givenUp] = await Promise.all([operations.quarantined(), operations.givenUp()])
    return {
      quarantined: aside.map((entry) => ({ ...envelopeOf(entry), isHandled: entry.isHandled })),
      givenUp: givenUp
        .toSorted((a, b) => (a.why.at < b.why.at ? 1 : -1))
        .slice(0, shownGivenUp)
        .map(({ why, ...entry }) => ({
          ...envelopeOf(entry),
          reason: why.reason,
          givenUpAt: why.at,
        })),
    }
  },
  async giveUpQuarantined({ params, body }, context) {
    const { isHandled, ...entry } = await asideAs(params.quarantineId, context)
    if (isHandled)
      throw new HttpProblem(409, 'still-handled', {
        detail: 'Somebody handles it: try it again instead.',
      })
    const why = { reason: body.reason, by: context.actor.id, at: context.clock() }
    await context.operations.giveUp(entry, why)
    return {}
  },
  async retryQuarantined({ params }, context) {
    const entry = await asideAs(params.quarantineId, context)
    const replayed = await context.operations.replay(entry.reaction, entry.key)
    if (replayed === 0)
      throw new HttpProblem(409, 'still-failing', {
        detail: 'It failed again and stays set aside.',
      })
    return {}
  },
  async getHealth(_request, context) {
    const { readOnly, startedAt, services, reactions, refusedMessages } = together(
      await context.operations.everywhere(),
    )
    const each = services.map(({ name, behind, failed }) => ({
      name,
      behind,
      status: failed || behind > behindTooMuch ? ('degraded' as const) : ('ok' as const),
    }))
    const waiting = reactions.flatMap(({ name, waiting: count, waitingSince, failed }) =>
      count === 0 && !failed
        ? []
        : {
            name,
            status: failed ? ('stands-still' as const) : ('waiting' as const),
            since: waitingSince ?? null,
            count,
          },
    )
    const degraded = waiting.length > 0 || each.some(({ status }) => status !== 'ok')
    return {
      status: readOnly ? 'read-only' : degraded ? 'degraded' : 'ok',
      version: '0.1.0',
      startedAt,
      services: each,
      waiting,
      refusedMessages: [...refusedMessages],
    }
  },
}

const shownGivenUp = 50

/** Of what runs in several processes, how the one is doing that is worst off; since when the first that answers is there. */
function together(all: readonly ProcessStatus[]): ProcessStatus {
  const worst = <Each extends { readonly name: string; readonly failed: boolean }>(
    each: readonly Each[],
    how: (one: Each) => number,
  ): Each[] => {
    const found = new Map<string, Each>()
    for (const one of each) {
      const other = found.get(one.name)
      if (other === undefined || (one.failed && !other.failed) || how(one) > how(other))
        found.set(one.name, one)
    }
    return [...found.values()]
  }
  return {
    readOnly: all.some((one) => one.readOnly),
    startedAt: all[0]?.startedAt ?? '',
    services: worst(
      all.flatMap((one) => one.services),
      ({ behind }) => behind,
    ),
    reactions: worst(
      all.flatMap((one) => one.reactions),
      ({ waiting }) => waiting,
    ),
    refusedMessages: mostRefused(all),
  }
}

type Refused = ProcessStatus['refusedMessages'][number]

/** Each process that follows a topic meets what lies in it: nothing is added up. */
function mostRefused(all: readonly ProcessStatus[]): Refused[] {
  const found = new Map<string, Refused>()
  for (const { refusedMessages } of all)
    for (const each of refusedMessages) {
      const key = `${each.topic} ${each.code}`
      if (each.count > (found.get(key)?.count ?? 0)) found.set(key, each)
    }
  return [...found.values()]
}

const idOf = ({ reaction, position }: Quarantined): string => `${reaction}@${position}`

async function asideAs(quarantineId: string, { operations }: Context) {
  const aside = await operations.quarantined()
  const entry = aside.find((each) => idOf(each) === quarantineId)
  if (entry === undefined) throw new HttpProblem(404, 'not-found')
  return entry
}

function envelopeOf(entry: Quarantined) {
  const { reaction, position, key, type, tries, error, at } = entry
  return {
    quarantineId: idOf(entry),
    consumer: reaction,
    eventType: type,
    eventId: String(position),
    subject: key,
    attempts: Math.max(1, tries),
    failureCode: error.slice(0, 80),
    firstFailedAt: at,
    lastFailedAt: at,
  }
}

const intents = ['care-team', 'referral-in', 'status-out', 'note-out', 'scores-out'] as const
const proofs = ['read-back', 'read-by-hospital', 'handshake', 'failed', 'none'] as const

function toConnection(
  connection: ConnectionView,
): RouteResponse<'listConnections'>['connections'][number] {
  return {
    connectionId: connection.connectionId,
    name: connection.name,
    baseUrl: connection.baseUrl,
    kind: 'fhir-r4',
    metadataReadAt: connection.metadataReadAt ?? null,
    answering: connection.answering,
    offers: connection.offers,
    refuses: connection.refuses,
    routes: connection.routes.map(({ intent, route, reason, proof, proofAt }) => ({
      intent: intents.find((each) => each === intent) ?? 'care-team',
      route,
      reason,
      proof: {
        kind: proofs.find((each) => each === proof) ?? 'none',
        at: proofAt ?? null,
        detail: null,
      },
    })),
    today: { sent: connection.sent, proved: connection.proved, failed: connection.failed },
  }
}

const statuses = ['queued', 'sent', 'proved', 'failed'] as const

function toDelivery(delivery: DeliveryView): RouteResponse<'listDeliveries'>['deliveries'][number] {
  return {
    deliveryId: delivery.deliveryId,
    connectionName: delivery.connectionName,
    at: delivery.at,
    resourceType: delivery.resourceType ?? 'DocumentReference',
    resourceId: delivery.resourceId ?? null,
    status: statuses.find((each) => each === delivery.status) ?? 'queued',
    attempts: delivery.attempts,
    tookMs: delivery.tookMs ?? null,
    failure: delivery.failure ?? null,
  }
}
