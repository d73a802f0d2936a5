import type { ConsentView } from '@careloom/proto/people'
import type { WebApiHandlers } from '@careloom/web-api'
import { derivedId } from '@careloom/event-sourcing/digest'
import { HttpProblem } from '../../http/problem.ts'
import { categoriesOf } from '../categories.ts'
import { personIdOf, programsById, see, type Context } from '../context.ts'
import { organizationNames } from '../organization-names.ts'
import { sharingOf } from './sharing.ts'

type Handlers = Pick<WebApiHandlers<Context>, 'listConsents' | 'grantConsent' | 'withdrawConsent'>

export const consentHandlers: Handlers = {
  async listConsents(_request, context) {
    const personId = personIdOf(context)
    await see(context, 'consent', { person: personId }, 'Consents')
    const [sharing, { consents }, names] = await Promise.all([
      sharingOf(personId, context),
      context.services.people.listConsents({ personId, afterPosition: 0 }, context.call()),
      organizationNames(context),
    ])
    return { sharing, consents: consents.map((consent) => consentRecord(consent, names)) }
  },

  async grantConsent({ body, idempotencyKey }, context) {
    const personId = personIdOf(context)
    const names = await organizationNames(context)
    if (!names.has(body.organizationId)) throw new HttpProblem(422, 'organization-not-found')
    const programs = [...(await programsById(context)).values()]
    const part2 = body.categories.includes('substance-use')
    const others = [...new Set(programs.map(({ organizationId }) => organizationId))]
    const consentId = derivedId('consent', idempotencyKey)
    await see(context, 'consent', { person: personId }, `Consent/${consentId}`, 'create')
    const { position } = await context.services.people.grantConsent(
      {
        consentId,
        personId,
        part2,
        disclosingOrganizationIds: others,
        receivingOrganizationIds: [body.organizationId],
        categories: body.categories,
        purposes: ['TREAT'],
        expiresOn: body.until ?? undefined,
        textVersion: body.textVersion,
        signedName: body.signedName,
        signedAt: context.clock(),
      },
      context.call(),
    )
    await seenByAccess(position, context)
    return { consentId }
  },

  async withdrawConsent({ params }, context) {
    const personId = personIdOf(context)
    const { people } = context.services
    const { consents } = await people.listConsents({ personId, afterPosition: 0 }, context.call())
    if (!consents.some(({ consentId }) => consentId === params.consentId))
      throw new HttpProblem(404, 'not-found')
    await see(context, 'consent', { person: personId }, `Consent/${params.consentId}`, 'update')
    // Answered only when every door knows: what stops at once has stopped.
    await people.revokeConsent({ personId, consentId: params.consentId }, context.call())
    return { withdrawnAt: context.clock() }
  },
}

const seenByAccess = (position: number, context: Context) =>
  position === 0
    ? undefined
    : context.access.relationships.reached(position, 'careloom.people.consent.v1')

function consentRecord(consent: ConsentView, names: ReadonlyMap<string, string>) {
  const receivers = consent.receivingOrganizationIds.flatMap((id) => names.get(id) ?? [])
  return {
    consentId: consent.consentId,
    organizationName: receivers.join(', ').slice(0, 120) || 'An organization',
    categories: categoriesOf(consent.categories),
    grantedOn: consent.signedAt.slice(0, 10),
    until: consent.expiresOn ?? null,
    endedOn: consent.endedAt?.slice(0, 10) ?? null,
    status:
      consent.status === 'active'
        ? ('active' as const)
        : consent.status === 'expired'
          ? ('expired' as const)
          : ('withdrawn' as const),
  }
}
