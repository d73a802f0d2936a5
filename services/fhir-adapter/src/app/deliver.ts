import {
  commandHandler,
  type Clock,
  type EventStore,
  type HandleCommand,
  type ReadModel,
} from '@careloom/event-sourcing'
import type { Reaction } from '@careloom/event-sourcing'
import type { Guard } from '@careloom/access'
import type { PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import { carePlanTopic } from '@careloom/proto/care-plans'
import {
  connectionDecider,
  deliveryDecider,
  type ConnectionEvent,
  type DeliveryCommand,
  type DeliveryEvent,
  type DeliveryRefusal,
} from '../domain/delivery.ts'
import { planCareTeamRoute } from '../domain/routes.ts'
import type { Ehr } from './ehr.ts'
import type { ConnectionRow } from './projections/delivery-list.ts'
import { recordOf, type FhirRow } from './projections/fhir-resources.ts'

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
  readonly clock: Clock
  /** A UUID that follows from a text. */
  readonly idFor: (text: string) => string
  readonly nowMs: () => number
}

/** After 10 s, 1 min, 5 min, 30 min; then a human looks. */
const backoffMs = [10_000, 60_000, 300_000, 1_800_000]

export type Deliver = {
  readonly handle: HandleCommand<DeliveryCommand, DeliveryEvent, DeliveryRefusal>
  /** A peer joined a care team: plans how the hospital that referred gets to see it. */
  readonly onMemberJoined: Reaction<PublishedCarePlanEvent>
  /** Carries out what is planned or due again. */
  readonly attempt: Reaction<DeliveryEvent>
  /** Asks every hospital what it can do, and keeps what it said. */
  readEvidence(): Promise<void>
}

export const deliveryStream = (deliveryId: string): string => `delivery-${deliveryId}`

export function deliver(need: DeliverNeeds): Deliver {
  const handle = commandHandler(deliveryDecider, need.deliveries)
  const recordEvidence = commandHandler(connectionDecider, need.evidence)
  return {
    handle,
    onMemberJoined: {
      name: 'fhir-adapter.plan-deliveries',
      handles: ['CareTeamMemberJoined'],
      keyOf: (event) => event.stream,
      async handle(event) {
        if (event.type !== 'CareTeamMemberJoined' || event.data.member?.kind !== 'peer') return
        await need.rows.reached(event.position, carePlanTopic, 30_000)
        const { careTeamId, personId, member } = event.data
        const found = await hospitalOf(careTeamId)
        if (found === undefined || !(await mayKnow(found))) return
        const evidence = await need.connections.get(found.connectionId)
        const { kind } = planCareTeamRoute(evidence?.evidence ?? {})
        if (kind === 'endpoint-only') return
        const deliveryId = need.idFor(
          `care-team ${found.connectionId} ${careTeamId} ${member.memberId}`,
        )
        const plan = {
          deliveryId,
          at: need.clock(),
          connectionId: found.connectionId,
          intent: 'care-team',
          routeKind: kind,
          evidenceHash: evidence?.hash ?? '',
          personId,
          referralId: found.referralId,
          careTeamId,
          memberId: member.memberId,
        } as const
        await handle(
          deliveryStream(deliveryId),
          { type: 'PlanDelivery', data: plan },
          { ...event.meta, actor: 'system:plan-deliveries', causationId: event.id },
        )
      },
    },
    attempt: {
      name: 'fhir-adapter.attempt-deliveries',
      handles: ['DeliveryPlanned', 'DeliveryRetried'],
      keyOf: (event) => event.stream,
      async handle(event) {
        const command = await attempt(event.data.deliveryId)
        if (command === undefined) return
        await handle(event.stream, command, {
          ...event.meta,
          actor: 'system:attempt-deliveries',
          causationId: `${event.id}:attempt`,
        })
      },
    },
    async readEvidence() {
      for (const [connectionId, { ehr }] of need.ehrs) {
        const read = await ehr.evidence()
        const before = await need.connections.get(connectionId)
        const data = {
          connectionId,
          answering: read !== undefined,
          hash: read?.hash ?? before?.hash ?? '',
          evidence: read?.evidence ?? before?.evidence ?? {},
          at: need.clock(),
        }
        await recordEvidence(
          `connection-${connectionId}`,
          { type: 'RecordEvidence', data },
          { actor: 'system:read-evidence', causationId: `evidence:${connectionId}:${data.at}` },
        )
      }
    },
  }

  type Target = { connectionId: string; organizationId: string; referralId: string; row: FhirRow }

  /** The connected hospital that referred the person whose care team this is. */
  async function hospitalOf(careTeamId: string): Promise<Target | undefined> {
    const row = await need.rows.get(`CareTeam/${careTeamId}`)
    const task =
      row?.facts.referralId === undefined
        ? undefined
        : await need.rows.get(`Task/${row.facts.referralId}`)
    if (row === undefined || task?.facts.kind !== 'referral') return undefined
    const referrer = task.facts.referral.referrerOrganizationId
    const connection = [...need.ehrs].find(([, { organizationId }]) => organizationId === referrer)
    return connection === undefined
      ? undefined
      : { connectionId: connection[0], organizationId: referrer, referralId: task.id, row }
  }

  /** What is sent obeys the same decision as what is read. */
  async function mayKnow({ organizationId, row }: Target): Promise<boolean> {
    const actor = {
      id: `organization:${organizationId}`,
      roles: new Set(['system'] as const),
      organization: organizationId,
    }
    return (await need.guard.judge({ actor, action: 'read', ...recordOf(row) })).allowed
  }

  async function attempt(deliveryId: string): Promise<DeliveryCommand | undefined> {
    const [planned] = await need.deliveries.read(deliveryStream(deliveryId))
    if (planned?.type !== 'DeliveryPlanned') return undefined
    const { connectionId, careTeamId, memberId, personId } = planned.data
    const connection = need.ehrs.get(connectionId)
    const [team, patient] = await Promise.all([
      need.rows.get(`CareTeam/${careTeamId}`),
      need.rows.get(`Patient/${personId}`),
    ])
    const failed = (code: string, httpStatus: number | null): DeliveryCommand => ({
      type: 'RecordFailure',
      data: { deliveryId, at: need.clock(), code, httpStatus, backoffMs },
    })
    if (connection === undefined) return failed('connection-removed', null)
    if (team === undefined || patient?.facts.kind !== 'person')
      return failed('person-not-readable', null)
    const target = {
      connectionId,
      organizationId: connection.organizationId,
      referralId: planned.data.referralId,
      row: team,
    }
    if (!(await mayKnow(target))) return failed('consent-withdrawn', null)
    const startedMs = need.nowMs()
    const identifiers = patient.facts.identifiers.filter(
      ({ system }) => system === connection.mrnSystem,
    )
    const result = await connection.ehr.writeNote({
      deliveryId,
      identifiers,
      ...noteOf(team, memberId),
      writtenAt: planned.data.at,
    })
    if (!result.ok) return failed(result.code, result.httpStatus)
    return {
      type: 'RecordProof',
      data: {
        deliveryId,
        at: need.clock(),
        resourceType: result.resourceType,
        resourceId: result.resourceId,
        tookMs: need.nowMs() - startedMs,
      },
    }
  }
}

/** Says who joined the team and since when; never why, never of a lived experience. */
function noteOf(team: FhirRow, memberId: string): { title: string; text: string } {
  const member =
    team.facts.kind === 'team'
      ? team.facts.team.members.find((each) => each.memberId === memberId)
      : undefined
  const since = team.facts.kind === 'team' ? team.facts.team.openedAt.slice(0, 10) : ''
  const title = 'Care team: peer support added'
  return {
    title,
    text: `${member?.displayName ?? 'A peer'} (${member?.roleTitle ?? 'peer specialist'}) has joined the care team on ${since}. The shared plan and how to reach the peer are in the Careloom app of this chart.`,
  }
}
