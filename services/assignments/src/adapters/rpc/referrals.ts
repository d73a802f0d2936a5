import { parseInstant, type CallMetadata, type Metadata } from '@careloom/event-sourcing'
import type { ReferralServiceDefinition, ReferralView } from '@careloom/proto/referrals'
import { ifFound, Refused, type Client } from '@careloom/rpc'
import { saidTimes } from '../wire/said-times.ts'
import type { Asked, ReferralFacts, Referrals } from '../../app/ports.ts'
import {
  parseOrganizationId,
  parsePersonId,
  parseProgramId,
  parseReferralId,
} from '../../domain/ids.ts'

/** Asks `referrals`. What it refuses is an answer; what fails is thrown, so that the caller tries again. */
export function referralsOverRpc(client: Client<ReferralServiceDefinition>): Referrals {
  return {
    async find(referralId, metadata) {
      const found = await ifFound(
        client.getReferral({ referralId, afterPosition: 0 }, { metadata: callOf(metadata) }),
      )
      return found === undefined ? undefined : factsOf(found)
    },
    async match(question, metadata) {
      const call = callOf(metadata)
      const matched = await asked(client.matchReferral(question, { metadata: call }))
      if (matched.ok || matched.reason !== 'referral-not-accepted') return matched
      // The news of the offers may still be on its way: sending them has accepted the referral.
      const { referralId } = question
      const accepted = await asked(
        client.acceptReferral(
          { referralId },
          { metadata: { ...call, causationId: `${call.causationId}:accept` } },
        ),
      )
      return accepted.ok ? asked(client.matchReferral(question, { metadata: call })) : matched
    },
    endUnable: (referralId, metadata) =>
      asked(
        client.endReferral(
          { referralId, reasonCode: 'no-peer-found' },
          { metadata: callOf(metadata) },
        ),
      ),
  }
}

async function asked(call: Promise<unknown>): Promise<Asked> {
  try {
    await call
    return { ok: true }
  } catch (error) {
    if (error instanceof Refused && error.refusal.reason !== 'too-many-conflicts')
      return { ok: false, reason: error.refusal.reason }
    throw error
  }
}

/** The person is found by the service that is asked. */
function callOf({
  person,
  consent,
  ...call
}: CallMetadata & Pick<Metadata, 'person' | 'consent'>): CallMetadata {
  return call
}

const over = ['rejected', 'completed', 'ended-unable', 'declined', 'cancelled', 'expired']

function factsOf(view: ReferralView): ReferralFacts {
  return {
    referralId: parseReferralId(view.referralId),
    personId: parsePersonId(view.personId),
    programId: parseProgramId(view.programId),
    organizationId: parseOrganizationId(view.organizationId),
    part2: view.part2,
    preferredLanguage: view.preferredLanguage,
    meetingTimes: saidTimes(view.contact),
    requestedAt: parseInstant('requestedAt', view.requestedAt),
    isOver: over.includes(view.status),
  }
}
