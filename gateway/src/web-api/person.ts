import type { AuditEntry } from '@careloom/access'
import type { Cursor } from '@careloom/event-sourcing'
import type { AssignmentView } from '@careloom/proto/assignments'
import type { ConsentView } from '@careloom/proto/people'
import { ifFound } from '@careloom/rpc'
import type { RouteResponse, WebApiHandlers } from '@careloom/web-api'
import { derivedId } from '../http/metadata.ts'
import { HttpProblem } from '../http/problem.ts'
import {
  displayOf,
  peersById,
  personIdOf,
  programsById,
  recordOf,
  see,
  titleOf,
  type Context,
} from './context.ts'
import { modalitiesOf, toReason } from './coordinator.ts'
import { instrumentsByKey, measuresDue } from './outcomes.ts'

type Handlers = Pick<
  WebApiHandlers<Context>,
  | 'getPersonHome'
  | 'listChoices'
  | 'answerChoice'
  | 'listConsents'
  | 'grantConsent'
  | 'withdrawConsent'
  | 'getMeasure'
  | 'answerMeasure'
>
type Home = RouteResponse<'getPersonHome'>

export const personHandlers: Handlers = {
  async getPersonHome(_request, context) {
    const personId = personIdOf(context)
    await see(context, 'demographics', { person: personId }, `Patient/${personId}`)
    const { people, assignments, referrals } = context.services
    const [person, { assignments: mine }, open, choices, programs] = await Promise.all([
      people.getPerson({ personId, afterPosition: 0 }, context.call()),
      assignments.listAssignments({ personId }, context.call()),
      referrals.listReferrals(
        { personId, openOnly: true, limit: 20, afterPosition: 0 },
        context.call(),
      ),
      assignments.listChoices({ personId }, context.call()),
      programsById(context),
    ])
    const current =
      mine.find(({ status }) => status === 'active') ??
      mine.find(({ status }) => status === 'paused')
    const peer =
      current === undefined
        ? undefined
        : (await peersById(context, [current.peerWorkerId])).get(current.peerWorkerId)
    const programId = current?.programId ?? open.referrals[0]?.programId
    const [measures, sharing, looks, goals] = await Promise.all([
      measuresDue(personId, context),
      sharingOf(personId, context),
      looksOf(personId, context),
      goalsOf(current, context),
    ])
    return {
      givenName: person.details?.givenName ?? 'You',
      standing: await standingOf(
        current,
        choices.choices.length > 0,
        open.referrals.map(({ referralId }) => referralId),
        context,
      ),
      programName: programId === undefined ? null : (programs.get(programId)?.name ?? null),
      peer:
        peer?.details === undefined
          ? null
          : { name: peer.details.displayName, title: titleOf(peer, context) },
      nextMeeting: null,
      goals,
      measuresDue: measures,
      sharing,
      looks,
    }
  },

  async listChoices(_request, context) {
    const personId = personIdOf(context)
    const { people, assignments } = context.services
    const [person, { choices }, programs] = await Promise.all([
      people.getPerson({ personId, afterPosition: 0 }, context.call()),
      assignments.listChoices({ personId }, context.call()),
      programsById(context),
    ])
    await see(context, 'matching', { person: personId }, 'Choices')
    const peers = await peersById(
      context,
      choices.flatMap((choice) => choice.peers.map(({ peerWorkerId }) => peerWorkerId)),
    )
    return {
      givenName: person.details?.givenName ?? 'You',
      choices: choices.map((choice) => ({
        referralId: choice.referralId,
        programName: programs.get(choice.programId)?.name ?? 'Peer support',
        organizationName: programs.get(choice.programId)?.organizationName ?? '',
        answerBy: choice.answerBy ?? null,
        profiles: choice.peers.slice(0, 3).map(({ peerWorkerId, inCommon }) => {
          const peer = peers.get(peerWorkerId)
          const details = peer?.details
          return {
            peerWorkerId,
            name: details?.displayName ?? 'A peer',
            title: peer === undefined ? 'Peer specialist' : titleOf(peer, context),
            says: details?.introduction ?? null,
            inCommon: inCommon.map(toReason(context)),
            when: null,
            modalities: modalitiesOf(details?.modalities ?? []),
          }
        }),
      })),
    }
  },

  async answerChoice({ params, body }, context) {
    const { referralId } = await ownReferral(params.referralId, context)
    const { assignments } = context.services
    if ('choose' in body)
      await assignments.choosePeer({ referralId, peerWorkerId: body.choose }, context.call())
    else if (body.answer === 'someone-else')
      await assignments.askForSomeoneElse({ referralId }, context.call())
    else await assignments.declineOffers({ referralId }, context.call())
    return {}
  },

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
    const consentId = derivedId(idempotencyKey, 'consent')
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
    const { position } = await people.revokeConsent(
      { personId, consentId: params.consentId },
      context.call(),
    )
    // Answered only when the doors know: what stops at once has stopped.
    await seenByAccess(position, context)
    return { withdrawnAt: context.clock() }
  },

  async getMeasure({ params }, context) {
    const measure = await ownMeasure(params.measureId, context)
    const instrument = (await instrumentsByKey(context)).get(measure.instrument)
    if (instrument === undefined) throw new HttpProblem(404, 'not-found')
    const both = (en: string, es: string | undefined) => (es === undefined ? { en } : { en, es })
    return {
      measureId: measure.measureId,
      instrument: instrument.instrument,
      name: instrument.name,
      lead: instrument.leadEn === undefined ? null : both(instrument.leadEn, instrument.leadEs),
      items: instrument.items.map(({ linkId, textEn, textEs, options }) => ({
        linkId,
        text: both(textEn, textEs),
        options: options.map((option) => ({
          value: option.value,
          text: both(option.textEn, option.textEs),
        })),
      })),
      licence: instrument.licence ?? null,
      answeredAt: measure.answeredAt ?? null,
    }
  },

  async answerMeasure({ params, body }, context) {
    const measure = await ownMeasure(params.measureId, context)
    const answers = body.answers.map(({ linkId, value }) =>
      value === null ? { linkId } : { linkId, value },
    )
    const result = await context.services.outcomes.answerMeasure(
      { measureId: measure.measureId, answers },
      context.call(),
    )
    const instrument = (await instrumentsByKey(context)).get(measure.instrument)
    return {
      score: result.score ?? null,
      min: instrument?.minScore ?? 0,
      max: instrument?.maxScore ?? 0,
      words: null,
      skipped: result.skipped,
      showSafety: result.showSafety,
    }
  },
}

const seenByAccess = (position: number, context: Context) =>
  position === 0
    ? undefined
    : context.access.relationships.reached(position, 'careloom.people.consent.v1')

async function ownReferral(referralId: string, context: Context) {
  const referral = await context.services.referrals.getReferral(
    { referralId, afterPosition: 0 },
    context.call(),
  )
  if (referral.personId !== personIdOf(context)) throw new HttpProblem(404, 'not-found')
  await see(context, 'matching', recordOf(referral), `Choice ${referralId}`, 'update')
  return referral
}

async function ownMeasure(measureId: string, context: Context) {
  const measure = await context.services.outcomes.getMeasure(
    { measureId, afterPosition: 0 },
    context.call(),
  )
  if (measure.personId !== personIdOf(context)) throw new HttpProblem(404, 'not-found')
  await see(context, 'outcome-measures', { person: measure.personId }, `Measure ${measureId}`)
  return measure
}

async function standingOf(
  current: AssignmentView | undefined,
  hasChoice: boolean,
  openReferralIds: readonly string[],
  context: Context,
): Promise<Home['standing']> {
  if (current?.status === 'active') return 'together'
  if (current?.status === 'paused') return 'paused'
  if (hasChoice) return 'choose'
  for (const referralId of openReferralIds) {
    const matching = await ifFound(
      context.services.assignments.getMatchingCase(
        { referralId, afterPosition: 0 },
        context.call(),
      ),
    )
    if (matching?.status === 'asking-peer' || matching?.status === 'starting') return 'asked'
  }
  return openReferralIds.length > 0 ? 'waiting' : 'none'
}

async function goalsOf(
  current: AssignmentView | undefined,
  context: Context,
): Promise<Home['goals']> {
  if (current === undefined) return []
  const plan = await ifFound(
    context.services.carePlans.getCarePlan(
      { assignmentId: current.assignmentId, afterPosition: 0 },
      context.call(),
    ),
  )
  const goals = plan?.goals.filter(({ status }) => status !== 'declined') ?? []
  return goals.map(({ goalId, words, status }) => ({
    goalId,
    words,
    nextStep: null,
    status: goalStatus(status),
  }))
}

const goalStatuses = ['proposed', 'agreed', 'achieved', 'ended'] as const
export const goalStatus = (status: string) =>
  goalStatuses.find((each) => each === status) ?? 'ended'

async function organizationNames(context: Context): Promise<Map<string, string>> {
  const [programs, { connections }] = await Promise.all([
    programsById(context),
    context.services.fhir.listConnections({}, context.call()),
  ])
  return new Map([
    ...connections.map((each) => [each.organizationId, each.name] as const),
    ...[...programs.values()].map((each) => [each.organizationId, each.organizationName] as const),
  ])
}

/** What a switch opens when it is turned on. */
const offered = ['contact', 'own-words', 'care-team', 'goals', 'notes', 'outcome-measures'] as const

/** One line per organization that knows the person or asked to. */
async function sharingOf(personId: string, context: Context): Promise<Home['sharing']> {
  const [{ consents }, names, relationships] = await Promise.all([
    context.services.people.listConsents({ personId, afterPosition: 0 }, context.call()),
    organizationNames(context),
    context.access.relationships.get(personId),
  ])
  const known = new Set([
    relationships?.registeredBy,
    ...(relationships?.referrals.flatMap((each) => [
      each.organizationId,
      each.referrerOrganizationId,
    ]) ?? []),
    ...consents.flatMap((each) => each.receivingOrganizationIds),
  ])
  return [...names]
    .filter(([id]) => known.has(id))
    .map(([organizationId, organizationName]) => {
      const active = consents.filter(
        ({ status, receivingOrganizationIds }) =>
          status === 'active' && receivingOrganizationIds.includes(organizationId),
      )
      const [first] = active
      return {
        organizationId,
        organizationName,
        on: first !== undefined,
        consentId: first?.consentId ?? null,
        categories: categoriesOf(active.flatMap(({ categories }) => categories)),
        offered: [...offered],
        until: first?.expiresOn ?? null,
        part2: active.some(({ part2 }) => part2),
        everShared: consents.some(({ receivingOrganizationIds }) =>
          receivingOrganizationIds.includes(organizationId),
        ),
      }
    })
}

const categories = [
  'contact',
  'own-words',
  'care-team',
  'care-plan',
  'goals',
  'notes',
  'outcome-measures',
  'substance-use',
] as const
export const categoriesOf = (values: readonly string[]) =>
  categories.filter((each) => values.includes(each))

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

const sawOf: Readonly<Record<string, Home['looks'][number]['saw']>> = {
  demographics: 'contact',
  referral: 'own-words',
  'own-words': 'own-words',
  'care-team': 'care-team',
  'care-plan': 'care-plan',
  notes: 'notes',
  'outcome-measures': 'outcome-measures',
}

const mostLooks = 50

/** Who looked, newest first; their own looks are no news to them, and crowd out nobody else's. */
async function looksOf(personId: string, context: Context): Promise<Home['looks']> {
  const [found, names] = await Promise.all([newsTo(personId, context), organizationNames(context)])
  return found.map((row) => {
    const organizationName =
      row.organization === undefined ? undefined : names.get(row.organization.split(' ')[0] ?? '')
    return {
      at: row.at,
      who: row.actorName ?? organizationName ?? displayOf(undefined),
      organizationName: organizationName ?? null,
      saw: sawOf[row.class] ?? 'contact',
    }
  })
}

/** Read page by page until there are enough: a person who looks often has many looks of their own between. */
async function newsTo(personId: string, { access, actor }: Context): Promise<AuditEntry[]> {
  const range = { index: 'person', from: `${personId} `, to: `${personId} ~` } as const
  const news: AuditEntry[] = []
  let after: Cursor | undefined
  for (;;) {
    const page = await access.looks.find({ ...range, order: 'desc', after, limit: 200 })
    news.push(...page.map(({ row }) => row).filter((row) => isNews(row, actor.id)))
    const last = page.at(-1)
    if (news.length >= mostLooks || last === undefined) return news.slice(0, mostLooks)
    after = { value: last.value, key: last.key }
  }
}

const isNews = (row: AuditEntry, theirs: string): boolean =>
  row.outcome === 'allowed' &&
  row.action !== 'create' &&
  row.action !== 'update' &&
  row.actor !== theirs &&
  sawOf[row.class] !== undefined
