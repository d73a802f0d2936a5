import type { ReferralView } from '@careloom/proto/referrals'
import { ifFound, type Call } from '@careloom/rpc'
import type { Launch } from '../../auth/authenticate.ts'
import { HttpProblem } from '../../http/problem.ts'
import { organizationsOf, type Context, type Services } from '../context.ts'

export function launchOf(context: Context): Launch {
  if (context.launch === undefined)
    throw new HttpProblem(409, 'no-patient-in-context', { detail: 'Open this page from a chart.' })
  return context.launch
}

/**
 * Whose record a chart's patient is with us, if we know them: by what the hospital itself calls them. Nobody, where its
 * numbers name several people: a human sorts that out first.
 */
export async function personOfChart(
  { identifiers, organizationId }: Pick<Launch, 'identifiers' | 'organizationId'>,
  { people }: Pick<Services, 'people'>,
  call: Call,
): Promise<string | undefined> {
  const found = await Promise.all(
    identifiers.map((identifier) =>
      ifFound(people.findPerson({ identifier, organizationId }, call)),
    ),
  )
  const [personId, ...others] = new Set(found.flatMap((each) => each?.personId ?? []))
  return others.length === 0 ? personId : undefined
}

/** The chart's patient as we know them; from then on nobody else's record is in reach. */
export async function personOf(context: Context, launch: Launch): Promise<string | undefined> {
  const personId = await personOfChart(launch, context.services, context.call())
  if (personId !== undefined) await context.bindLaunch(personId)
  return personId
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
