import type { ReadModel } from '@careloom/event-sourcing'
import type { ReferralRow } from './projections/referral-list.ts'

export type ReferralQuestion = {
  readonly by: 'organization' | 'person' | 'referrer'
  readonly id: string
  readonly openOnly: boolean
  readonly limit: number
}

export type ReferralQueries = {
  get(referralId: string, afterPosition: number): Promise<ReferralRow | undefined>
  /** Open ones first, by when the promise runs out (an organization's) or by when they were sent. */
  list(question: ReferralQuestion, afterPosition: number): Promise<readonly ReferralRow[]>
}

export function referralQueries(list: ReadModel<ReferralRow>): ReferralQueries {
  return {
    async get(referralId, afterPosition) {
      if (afterPosition > 0) await list.reached(afterPosition)
      return list.get(referralId)
    },
    async list({ by, id, openOnly, limit }, afterPosition) {
      if (afterPosition > 0) await list.reached(afterPosition)
      const from = `${id} open`
      const found = await list.find({
        index: by,
        from,
        to: openOnly ? `${id} open~` : `${id} over~`,
        limit,
      })
      return found.map(({ row }) => row)
    },
  }
}
