import { CareloomError, reaction, type Reaction } from '@careloom/event-sourcing'
import type { PublishedCarePlanEvent } from '@careloom/proto/care-plans'
import type { DeliveryCommand } from '../../domain/delivery.ts'
import { planCareTeamRoute } from '../../domain/routes.ts'
import { careTeam } from '../resources/care-team.ts'
import { factsOf } from '../resources/module.ts'
import { task } from '../resources/task.ts'
import type { ConnectionRow } from '../projections/delivery-list.ts'
import type { FhirRow } from '../row.ts'
import type { ReadEvidence } from './evidence.ts'
import { mayKnow } from './may-know.ts'
import { deliveryStream, type DeliverNeeds, type HandleDelivery } from './needs.ts'

export function planDeliveries(
  needs: DeliverNeeds,
  handle: HandleDelivery,
  readEvidence: ReadEvidence,
): Reaction<PublishedCarePlanEvent> {
  return reaction<PublishedCarePlanEvent>({
    name: 'fhir-adapter.plan-deliveries',
    on: {
      async CareTeamMemberJoined({ careTeamId, personId, member }, metadata) {
        if (member?.kind !== 'peer') return undefined
        // The referral, the consent and the team are told on other topics; what is not planned now is never planned.
        await needs.upToDate()
        const joined = { careTeamId, personId, memberId: member.memberId }
        const command = await planFor(joined, needs, readEvidence)
        return command && handle(deliveryStream(command.data.deliveryId), command, metadata)
      },
    },
  })
}

type Joined = { readonly careTeamId: string; readonly personId: string; readonly memberId: string }

/** Undefined: nobody is to be told, or nothing can be written there. */
async function planFor(
  joined: Joined,
  needs: DeliverNeeds,
  readEvidence: ReadEvidence,
): Promise<DeliveryCommand | undefined> {
  const { careTeamId, memberId } = joined
  const found = await hospitalOf(careTeamId, needs)
  if (found === undefined || !(await mayKnow(found.organizationId, found.row, needs)))
    return undefined
  const { connectionId, referralId } = found
  const said = await evidenceOf(connectionId, needs, readEvidence)
  const { kind } = planCareTeamRoute(said.evidence)
  if (kind === 'endpoint-only') return undefined
  return {
    type: 'PlanDelivery',
    data: {
      ...joined,
      deliveryId: needs.idFor(`care-team ${connectionId} ${careTeamId} ${memberId}`),
      at: needs.clock(),
      connectionId,
      intent: 'care-team',
      routeKind: kind,
      evidenceHash: said.hash,
      referralId,
    },
  }
}

/** A hospital that has said nothing yet is asked now, and waited for: the plan is not made a second time. */
async function evidenceOf(
  connectionId: string,
  { connections }: DeliverNeeds,
  readEvidence: ReadEvidence,
): Promise<Pick<ConnectionRow, 'hash' | 'evidence'>> {
  const known = await connections.get(connectionId)
  const said = saysNothing(known) ? await readEvidence(connectionId) : known
  if (saysNothing(said))
    throw new CareloomError('CL_HOSPITAL_AWAY', 'A hospital has never answered yet', {
      retryable: true,
    })
  return said
}

function saysNothing(said: { readonly hash: string } | undefined): said is undefined {
  return said === undefined || said.hash === ''
}

type Hospital = {
  readonly connectionId: string
  readonly organizationId: string
  readonly referralId: string
  readonly row: FhirRow
}

/** The connected hospital that referred the person whose care team this is. */
async function hospitalOf(
  careTeamId: string,
  { rows, ehrs }: DeliverNeeds,
): Promise<Hospital | undefined> {
  const row = await rows.get(`CareTeam/${careTeamId}`)
  const referralId = factsOf(careTeam, row)?.referralId
  const referral =
    referralId === undefined ? undefined : factsOf(task, await rows.get(`Task/${referralId}`))
  if (row === undefined || referral === undefined) return undefined
  const organizationId = referral.referrerOrganizationId
  const connection = [...ehrs].find(([, each]) => each.organizationId === organizationId)
  return connection === undefined
    ? undefined
    : { connectionId: connection[0], organizationId, referralId: referral.referralId, row }
}
