import type { ReferralView } from '@careloom/proto/referrals'
import { ifFound } from '@careloom/rpc'
import type { Launch } from '../auth/authenticate.ts'
import { HttpProblem } from '../http/problem.ts'
import { organizationsOf, type Context } from './context.ts'

export function launchOf(context: Context): Launch {
  if (context.launch === undefined)
    throw new HttpProblem(409, 'no-patient-in-context', { detail: 'Open this page from a chart.' })
  return context.launch
}

/** The chart's patient as we know them: by the identifiers that the hospital assigned. */
export async function personOf(context: Context, launch: Launch): Promise<string | undefined> {
  for (const identifier of launch.identifiers) {
    const found = await ifFound(context.services.people.findPerson({ identifier }, context.call()))
    if (found === undefined) continue
    context.bindLaunch(found.personId)
    return found.personId
  }
  return undefined
}

export async function openReferrals(
  context: Context,
  personId: string,
): Promise<readonly ReferralView[]> {
  const { referrals } = await context.services.referrals.listReferrals(
    { personId, openOnly: true, limit: 20, afterPosition: 0 },
    context.call(),
  )
  const mine = organizationsOf(context)
  return referrals.filter(({ referrerOrganizationId }) => mine.includes(referrerOrganizationId))
}
