import type { ReferralStatus } from '@careloom/terminology'
import type { ReferralFacts } from '../../domain/maps/task.ts'
import type { About } from '../row.ts'
import type { Step } from './module.ts'

/** What ServiceRequest and Task share: both are made of a referral's events. */
type OfReferral = { readonly referralId: string }
const of = ({ referralId }: OfReferral) => referralId

export const requested: Step<ReferralFacts, Omit<ReferralFacts, 'status'>> = {
  of,
  first: (data) => ({ ...data, status: 'requested' }),
}

/** The referral's own word for where an event leads, if anywhere; what is said besides, `more` takes from the event. */
export const goes = <Data extends OfReferral>(
  status: ReferralStatus | undefined,
  more: (data: Data) => Partial<ReferralFacts> = () => ({}),
): Step<ReferralFacts, Data> => ({
  of,
  change: (before, data) => ({
    ...before,
    status: status ?? before.status,
    statusReason: undefined,
    ...more(data),
  }),
})

export const aboutReferral = ({
  personId,
  organizationId,
  part2,
  referrerOrganizationId,
}: ReferralFacts): About => ({
  person: personId,
  organization: organizationId,
  part2,
  parties: [referrerOrganizationId],
})
