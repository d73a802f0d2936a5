import { personTopic } from '@careloom/proto/people'
import type { Program } from '@careloom/proto/referrals'
import type { RouteRequest } from '@careloom/web-api'
import type { Launch } from '../../auth/authenticate.ts'
import { derivedId } from '@careloom/event-sourcing/digest'
import { HttpProblem } from '../../http/problem.ts'
import { launchOf, personOf } from './chart.ts'
import { organizationsOf, programsById, see, type Context } from '../context.ts'

type Request = RouteRequest<'sendReferral'>
type Body = Request['body']

/**
 * Registers the person if nobody knows them, records their consent where one is needed, and refers. Each step once per key,
 * and in the audit trail before it is done.
 */
export async function sendReferral(
  { body, idempotencyKey }: Request,
  context: Context,
): Promise<{ referralId: string }> {
  const launch = launchOf(context)
  const organizationId = organizationsOf(context)[0]
  const program = (await programsById(context)).get(body.programId)
  if (program === undefined || organizationId === undefined)
    throw new HttpProblem(422, 'program-not-found')
  if (program.part2 && body.consent === undefined) throw consentMissing()
  const { people, referrals } = context.services
  const details = detailsOf(body, launch)
  const newId = derivedId('person', idempotencyKey)
  const personId = await registered(newId, organizationId, details, launch, context)
  const record = { person: personId, organization: program.organizationId, part2: program.part2 }
  await see(context, 'referral', record, `Referral/${idempotencyKey}`, 'create')
  const consentId = derivedId('consent', idempotencyKey)
  const grant = grantOf(body, program, organizationId, context)
  await people.grantConsent({ ...grant, consentId, personId }, context.call('consent'))
  const referral = {
    referralId: idempotencyKey,
    personId,
    programId: program.programId,
    referrerOrganizationId: organizationId,
    referrerId: context.actor.practitionerId ?? context.actor.id,
    referrerName: context.actor.displayName,
    source: 'smart-form',
    urgency: 'routine',
    reasonInOwnWords: body.reasonInOwnWords,
    contact: details.contact,
    preferredLanguage: body.preferredLanguage,
    identifiers: [],
  }
  const { stream, position } = await referrals.requestReferral(referral, context.call('referral'))
  await context.access.relationships.reached(position, 'careloom.referrals.referral.v1')
  return { referralId: stream.replace('referral-', '') }
}

/** The chart's patient, whom we know from now on. */
async function registered(
  newId: string,
  organizationId: string,
  details: ReturnType<typeof detailsOf>,
  launch: Launch,
  context: Context,
): Promise<string> {
  if ((await personOf(context, launch)) === undefined) {
    await context.bindLaunch(newId)
    await see(context, 'demographics', { person: newId }, `Patient/${newId}`, 'create')
  }
  const { personId, recorded } = await context.services.people.registerPerson(
    { personId: newId, organizationId, details, identifiers: [...launch.identifiers] },
    context.call('person'),
  )
  await context.bindLaunch(personId)
  const { position } = recorded ?? { position: 0 }
  if (position > 0) await context.access.relationships.reached(position, personTopic)
  return personId
}

const consentMissing = () =>
  new HttpProblem(422, 'consent-missing', {
    errors: [
      {
        path: 'consent',
        message: 'This programme needs the person’s written consent (42 CFR 2.31).',
      },
    ],
  })

/** The person as the chart knows them, reached as they said. */
function detailsOf({ contact, preferredLanguage }: Body, launch: Launch) {
  return {
    givenName: launch.givenName,
    familyName: launch.familyName,
    birthDate: launch.birthDate,
    gender: undefined,
    pronouns: undefined,
    language: preferredLanguage ?? launch.language,
    interpreterNeeded: false,
    contact: { ...contact, phone: contact.phone ?? launch.phone, bestTimes: contact.bestTimes },
  }
}

/** What the person opens by agreeing: to the hospital and the programme, and no more than the programme needs. */
function grantOf(
  { consent: signed }: Body,
  program: Program,
  organizationId: string,
  context: Context,
) {
  const between = [organizationId, program.organizationId]
  return {
    programId: program.programId,
    part2: program.part2,
    disclosingOrganizationIds: between,
    receivingOrganizationIds: between,
    categories: ['contact', 'own-words', 'care-team', ...(program.part2 ? ['substance-use'] : [])],
    purposes: ['TREAT'],
    expiresOn: signed?.expiresOn,
    textVersion: signed?.textVersion ?? 'sharing-consent-1',
    signedName: signed?.signedName ?? launchOf(context).display,
    signedAt: context.clock(),
  }
}
