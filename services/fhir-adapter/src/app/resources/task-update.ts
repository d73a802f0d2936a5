import { referralTopic } from '@careloom/proto/referrals'
import { Refused } from '@careloom/rpc'
import { fromTask, toTask, type ReferralFacts } from '../../domain/maps/task.ts'
import { error, FhirProblem } from '../../domain/outcome.ts'
import type { Interaction } from '../interaction.ts'
import type { ReferralMove } from '../ports.ts'
import {
  actsFor,
  referrers,
  requiredVersion,
  seen,
  type Body,
  type RowOf,
  type WriteNeeds,
} from './write.ts'

type Side = 'requester' | 'owner'

/** Who may ask for which status (Gravity SDOHCC: the target sets all but cancelled). */
const moves: Readonly<Record<Side, Readonly<Record<string, ReferralMove>>>> = {
  requester: { cancelled: 'request-cancellation' },
  owner: {
    accepted: 'accept',
    rejected: 'reject',
    cancelled: 'confirm-cancellation',
    completed: 'complete',
    failed: 'end',
  },
}

export async function updateTask(
  body: Body,
  row: RowOf<ReferralFacts>,
  interaction: Interaction,
  needs: WriteNeeds,
): Promise<void> {
  const { status, reason } = fromTask(body)
  const version = requiredVersion(interaction, row)
  const { status: before } = toTask(row.facts)
  if (status === before) return
  const sides = sidesOf(row, interaction)
  const side = sides.find((each) => moves[each][status] !== undefined) ?? sides[0]
  if (side === undefined) throw notTheirs()
  const move = moves[side][status]
  if (move === undefined) throw cannotGo(before, status, side, 'SDOHCC TaskForReferralManagement')
  const recorded = await needs.services
    .moveReferral(row.id, move, reason, version, interaction.metadata)
    .catch((thrown: unknown) => {
      // That it was changed meanwhile is no illegal jump: 412 says so.
      if (!(thrown instanceof Refused) || thrown.refusal.reason === 'revision-changed') throw thrown
      throw cannotGo(before, status, side, thrown.refusal.reason)
    })
  await seen(recorded, referralTopic, needs)
}

function cannotGo(from: string, to: string, side: Side, why: string): FhirProblem {
  return new FhirProblem(422, [
    error(
      'business-rule',
      `Task.status cannot go from ${from} to ${isWord(to) ? to : '(unknown)'} by the ${side}: ${why}.`,
      'Task.status',
    ),
  ])
}

/**
 * For whom somebody speaks: for the programme its coordinator or its own system, for the referrer a clinician or the
 * hospital's system. An organization in a token gives a side only together with such a role.
 */
function sidesOf({ facts }: RowOf<ReferralFacts>, { actor }: Interaction): readonly Side[] {
  const { organizationId, referrerOrganizationId } = facts
  return [
    ...(actsFor(organizationId, actor, 'coordinator', 'system') ? ['owner' as const] : []),
    ...(actsFor(referrerOrganizationId, actor, ...referrers) ? ['requester' as const] : []),
  ]
}

const notTheirs = () =>
  new FhirProblem(403, [
    error('forbidden', 'A Task is changed by the programme that owns it and by who requested it.'),
  ])

const isWord = (status: string): boolean => /^[a-z-]{1,20}$/.test(status)
