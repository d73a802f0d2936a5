import { readUnlessErased, reaction, type Metadata, type Reaction } from '@careloom/event-sourcing'
import type { DeliveryCommand, DeliveryEvent } from '../../domain/delivery.ts'
import type { TeamFacts } from '../../domain/maps/care-team.ts'
import type { Note } from '../ehr.ts'
import { careTeam } from '../resources/care-team.ts'
import { factsOf } from '../resources/module.ts'
import { patient } from '../resources/patient.ts'
import { mayKnow } from './may-know.ts'
import { deliveryStream, type DeliverNeeds, type HandleDelivery } from './needs.ts'

/** After 10 s, 1 min, 5 min, 30 min; then a human looks. */
const backoffMs = [10_000, 60_000, 300_000, 1_800_000]

export function attemptDeliveries(
  needs: DeliverNeeds,
  handle: HandleDelivery,
): Reaction<DeliveryEvent> {
  const deliver = async (
    { deliveryId }: { readonly deliveryId: string },
    metadata: Metadata,
    { stream }: { readonly stream: string },
  ) => {
    const command = await attempt(deliveryId, needs)
    const causationId = `${metadata.causationId}:attempt`
    return command && handle(stream, command, { ...metadata, causationId })
  }
  return reaction<DeliveryEvent>({
    name: 'fhir-adapter.attempt-deliveries',
    on: { DeliveryPlanned: deliver, DeliveryRetried: deliver },
  })
}

async function attempt(
  deliveryId: string,
  needs: DeliverNeeds,
): Promise<DeliveryCommand | undefined> {
  const [planned] = (await readUnlessErased(needs.deliveries, deliveryStream(deliveryId))) ?? []
  if (planned?.type !== 'DeliveryPlanned') return undefined
  // Nothing is sent by a consent that was withdrawn before, and nothing fails because news is late.
  await needs.upToDate()
  const startedMs = needs.nowMs()
  const result = await sent(planned.data, needs)
  const outcome = { deliveryId, at: needs.clock() }
  if (!result.ok) {
    const { ok: _ok, ...failure } = result
    return { type: 'RecordFailure', data: { ...outcome, ...failure, backoffMs } }
  }
  const { resourceType, resourceId } = result
  const tookMs = needs.nowMs() - startedMs
  return { type: 'RecordProof', data: { ...outcome, resourceType, resourceId, tookMs } }
}

type Planned = Extract<DeliveryEvent, { type: 'DeliveryPlanned' }>['data']

async function sent(planned: Planned, needs: DeliverNeeds) {
  const failed = (code: string) => ({ ok: false, code }) as const
  const { deliveryId, connectionId, careTeamId, memberId, personId, at } = planned
  const connection = needs.ehrs.get(connectionId)
  if (connection === undefined) return failed('connection-removed')
  const [team, patientRow] = await Promise.all([
    needs.rows.get(`CareTeam/${careTeamId}`),
    needs.rows.get(`Patient/${personId}`),
  ])
  const [teamFacts, person] = [factsOf(careTeam, team), factsOf(patient, patientRow)]
  if (team === undefined || teamFacts === undefined || person === undefined)
    return failed('person-not-readable')
  if (!(await mayKnow(connection.organizationId, team, needs))) return failed('consent-withdrawn')
  const identifiers = person.identifiers.filter(({ system }) => system === connection.mrnSystem)
  const note = noteOf(teamFacts, memberId)
  return connection.ehr.writeNote({ deliveryId, identifiers, ...note, writtenAt: at })
}

/** Says who joined the team and since when; never why, never of a lived experience. */
function noteOf({ members, openedAt }: TeamFacts, memberId: string): Pick<Note, 'title' | 'text'> {
  const member = members.find((each) => each.memberId === memberId)
  const since = openedAt.slice(0, 10)
  return {
    title: 'Care team: peer support added',
    text: `${member?.displayName ?? 'A peer'} (${member?.roleTitle ?? 'peer specialist'}) has joined the care team on ${since}. The shared plan and how to reach the peer are in the Careloom app of this chart.`,
  }
}
