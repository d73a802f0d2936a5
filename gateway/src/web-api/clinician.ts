import type { ReferralView } from '@careloom/proto/referrals'
import { ifFound } from '@careloom/rpc'
import type { RouteRequest, WebApiHandlers } from '@careloom/web-api'
import { derivedId } from '../http/metadata.ts'
import { HttpProblem } from '../http/problem.ts'
import type { Launch } from '../auth/authenticate.ts'
import {
  displayOf,
  maySee,
  organizationsOf,
  peersById,
  peopleById,
  programsById,
  recordOf,
  see,
  type Context,
} from './context.ts'
import { nextOf, stepsOf } from './progress.ts'
import { outcomeLines } from './outcomes.ts'
import { careTeamOf, seenInChartSince } from './care-team.ts'

type Handlers = Pick<
  WebApiHandlers<Context>,
  | 'listPrograms'
  | 'getClinicianPatient'
  | 'sendReferral'
  | 'listClinicianReferrals'
  | 'getClinicianReferral'
  | 'answerInformationRequest'
  | 'requestCancellation'
>

export const clinicianHandlers: Handlers = {
  async listPrograms(_request, context) {
    const [{ programs }, capacity] = await Promise.all([
      context.services.referrals.listPrograms({}, context.call()),
      context.services.assignments.listCapacity({}, context.call()),
    ])
    const live = new Map(capacity.programs.map((each) => [each.programId, each]))
    return {
      programs: programs.map((program) => ({
        id: program.programId,
        name: program.name,
        organizationId: program.organizationId,
        organizationName: program.organizationName,
        part2: program.part2,
        freePeers: live.get(program.programId)?.freePeers ?? 0,
        expectedWaitDays: live.get(program.programId)?.expectedWaitDays ?? null,
        promiseHours: program.promiseHours,
        sharedTextKey: program.part2 ? 'contact-words-and-substance-use' : 'contact-and-words',
      })),
    }
  },

  async getClinicianPatient(_request, context) {
    const launch = launchOf(context)
    const personId = await personOf(context, launch)
    const open = personId === undefined ? [] : await openReferrals(context, personId)
    const programs = await programsById(context)
    return {
      personId: personId ?? null,
      fhirId: launch.fhirId,
      display: launch.display,
      givenName: launch.givenName,
      birthDate: launch.birthDate ?? null,
      contact: {
        ...(launch.phone === undefined ? {} : { phone: launch.phone }),
        voicemailOk: false,
      },
      preferredLanguage: launch.language ?? null,
      needPatientBanner: launch.needPatientBanner,
      organizationName: launch.ehrName,
      openReferrals: open.map(({ referralId, programId }) => ({
        referralId,
        programId,
        programName: programs.get(programId)?.name ?? 'Peer support',
      })),
    }
  },

  sendReferral,

  async listClinicianReferrals(_request, context) {
    const referrals = await visibleReferrals(context)
    const [people, programs] = await Promise.all([
      peopleById(
        context,
        referrals.map((each) => each.personId),
      ),
      programsById(context),
    ])
    return {
      referrals: referrals.map((referral) => ({
        referralId: referral.referralId,
        personDisplay: displayOf(people.get(referral.personId)),
        programName: programs.get(referral.programId)?.name ?? 'Peer support',
        organizationName: programs.get(referral.programId)?.organizationName ?? '',
        status: statusOf(referral),
        requestedAt: referral.requestedAt,
        nextActor: nextOf(referral).actor,
        dueAt: nextOf(referral).dueAt,
      })),
    }
  },

  async getClinicianReferral({ params }, context) {
    const referral = await oneReferral(context, params.referralId)
    return detail(referral, context)
  },

  async answerInformationRequest({ params, body }, context) {
    const referral = await oneReferral(context, params.referralId)
    await context.services.referrals.provideInformation(
      { referralId: referral.referralId, answer: body.answer },
      context.call(),
    )
    return {}
  },

  async requestCancellation({ params, body }, context) {
    const referral = await oneReferral(context, params.referralId)
    await see(context, 'referral', recordOf(referral), `Referral/${referral.referralId}`, 'update')
    const { position } = await context.services.referrals.requestCancellation(
      { referralId: referral.referralId, reason: body.reason },
      context.call(),
    )
    const after = await context.services.referrals.getReferral(
      { referralId: referral.referralId, afterPosition: position },
      context.call(),
    )
    return { status: statusOf(after) }
  },
}

export const statusOf = (referral: ReferralView) =>
  referral.status as Awaited<ReturnType<Handlers['getClinicianReferral']>>['status']

function launchOf(context: Context): Launch {
  if (context.launch === undefined)
    throw new HttpProblem(409, 'no-patient-in-context', { detail: 'Open this page from a chart.' })
  return context.launch
}

/** The chart's patient as we know them: by the identifiers that the hospital assigned. */
async function personOf(context: Context, launch: Launch): Promise<string | undefined> {
  for (const identifier of launch.identifiers) {
    const found = await ifFound(context.services.people.findPerson({ identifier }, context.call()))
    if (found === undefined) continue
    context.bindLaunch(found.personId)
    return found.personId
  }
  return undefined
}

async function openReferrals(context: Context, personId: string): Promise<readonly ReferralView[]> {
  const { referrals } = await context.services.referrals.listReferrals(
    { personId, openOnly: true, limit: 20, afterPosition: 0 },
    context.call(),
  )
  const mine = organizationsOf(context)
  return referrals.filter(({ referrerOrganizationId }) => mine.includes(referrerOrganizationId))
}

/** Registers the person if nobody knows them, records their consent where one is needed, and refers. Each step once per key. */
async function sendReferral(
  { body, idempotencyKey }: RouteRequest<'sendReferral'>,
  context: Context,
): Promise<{ referralId: string }> {
  const launch = launchOf(context)
  const organizationId = organizationsOf(context)[0]
  const program = (await programsById(context)).get(body.programId)
  if (program === undefined || organizationId === undefined)
    throw new HttpProblem(422, 'program-not-found')
  if (program.part2 && body.consent === undefined)
    throw new HttpProblem(422, 'consent-missing', {
      errors: [
        {
          path: 'consent',
          message: 'This programme needs the person’s written consent (42 CFR 2.31).',
        },
      ],
    })
  const { people, referrals } = context.services
  const details = {
    givenName: launch.givenName,
    familyName: launch.familyName,
    birthDate: launch.birthDate,
    gender: undefined,
    pronouns: undefined,
    language: body.preferredLanguage ?? launch.language,
    interpreterNeeded: false,
    contact: {
      ...body.contact,
      phone: body.contact.phone ?? launch.phone,
      bestTimes: body.contact.bestTimes,
    },
  }
  const { personId } = await people.registerPerson(
    {
      personId: derivedId(idempotencyKey, 'person'),
      organizationId,
      details,
      identifiers: [...launch.identifiers],
    },
    context.call('person'),
  )
  context.bindLaunch(personId)
  const receiving = [organizationId, program.organizationId]
  const signed = body.consent
  const grant = {
    consentId: derivedId(idempotencyKey, 'consent'),
    personId,
    programId: program.programId,
    part2: program.part2,
    disclosingOrganizationIds: receiving,
    receivingOrganizationIds: receiving,
    categories: ['contact', 'own-words', 'care-team', ...(program.part2 ? ['substance-use'] : [])],
    purposes: ['TREAT'],
    expiresOn: signed?.expiresOn,
    textVersion: signed?.textVersion ?? 'sharing-consent-1',
    signedName: signed?.signedName ?? launch.display,
    signedAt: context.clock(),
  }
  await people.grantConsent(grant, context.call('consent'))
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
  await see(
    context,
    'referral',
    { person: personId, organization: program.organizationId, part2: program.part2 },
    `Referral/${idempotencyKey}`,
    'create',
  )
  return { referralId: stream.replace('referral-', '') }
}

async function visibleReferrals(context: Context): Promise<readonly ReferralView[]> {
  const { referrals } = context.services
  const launched =
    context.launch === undefined ? undefined : await personOf(context, context.launch)
  if (context.launch !== undefined && launched === undefined) return []
  const question =
    launched === undefined
      ? { referrerId: context.actor.practitionerId ?? context.actor.id }
      : { personId: launched }
  const found = await referrals.listReferrals(
    { ...question, openOnly: false, limit: 100, afterPosition: 0 },
    context.call(),
  )
  const visible: ReferralView[] = []
  for (const referral of found.referrals)
    if (await maySee(context, 'referral', recordOf(referral), `Referral/${referral.referralId}`))
      visible.push(referral)
  return visible
}

async function oneReferral(context: Context, referralId: string): Promise<ReferralView> {
  const referral = await context.services.referrals.getReferral(
    { referralId, afterPosition: 0 },
    context.call(),
  )
  if (context.launch !== undefined) await personOf(context, context.launch)
  await see(context, 'referral', recordOf(referral), `Referral/${referralId}`)
  return referral
}

async function detail(
  referral: ReferralView,
  context: Context,
): ReturnType<Handlers['getClinicianReferral']> {
  const { services, access } = context
  const record = recordOf(referral)
  const mine = organizationsOf(context)
  const [people, programs, peers, relationships, deliveries] = await Promise.all([
    peopleById(context, [referral.personId]),
    programsById(context),
    peersById(context, referral.peerWorkerId === undefined ? [] : [referral.peerWorkerId]),
    access.relationships.get(referral.personId),
    services.fhir.listDeliveries({ personId: referral.personId, limit: 20 }, context.call()),
  ])
  const person = people.get(referral.personId)
  const program = programs.get(referral.programId)
  const peer = referral.peerWorkerId === undefined ? undefined : peers.get(referral.peerWorkerId)
  const showsTeam =
    referral.careTeamId !== undefined &&
    (await maySee(context, 'care-team', record, `CareTeam/${referral.careTeamId}`))
  const showsPlan =
    referral.careTeamId !== undefined &&
    (await maySee(context, 'care-plan', record, `CarePlan of ${referral.referralId}`))
  const showsOutcomes = await maySee(
    context,
    'outcome-measures',
    record,
    `Outcomes of ${referral.referralId}`,
  )
  const opened =
    relationships?.consents.filter(({ to }) => to.some((each) => mine.includes(each))) ?? []
  const categories = [...new Set(opened.flatMap((consent) => consent.categories))]
  const { next, waitsFor } = { next: nextOf(referral), waitsFor: peer?.details?.displayName }
  return {
    referralId: referral.referralId,
    status: statusOf(referral),
    person: { display: displayOf(person), givenName: person?.details?.givenName ?? 'Somebody' },
    programName: program?.name ?? 'Peer support',
    organizationName: program?.organizationName ?? '',
    requestedAt: referral.requestedAt,
    steps: stepsOf(referral),
    next: {
      actor: next.actor,
      name: next.actor === 'peer' ? (waitsFor ?? null) : null,
      dueAt: next.dueAt,
    },
    peer:
      showsTeam && peer?.details !== undefined
        ? { name: peer.details.displayName, title: peer.titleEn }
        : null,
    careTeam: showsTeam
      ? await careTeamOf(
          referral,
          seenInChartSince(deliveries.deliveries, referral.referralId),
          context,
        )
      : [],
    shared: {
      categories: allCategories.filter((category) => categories.includes(category)),
      withheld: allCategories.filter((category) => !categories.includes(category)),
      until: opened.map(({ until }) => until).find((until) => until !== undefined) ?? null,
      goals: showsPlan ? await goalsOf(referral, context) : [],
    },
    outcomes: showsOutcomes ? await outcomeLines(referral.personId, context) : [],
    informationRequest:
      referral.question === undefined || referral.answer !== undefined
        ? null
        : {
            question: referral.question,
            askedBy: program?.organizationName ?? 'The programme',
            askedAt: referral.questionAskedAt ?? referral.requestedAt,
          },
    canCancel: ![
      'rejected',
      'declined',
      'cancelled',
      'completed',
      'ended-unable',
      'expired',
      'cancellation-requested',
    ].includes(referral.status),
  }
}

const allCategories = [
  'contact',
  'own-words',
  'care-team',
  'care-plan',
  'goals',
  'notes',
  'outcome-measures',
  'substance-use',
] as const

async function goalsOf(
  referral: ReferralView,
  context: Context,
): Promise<{ words: string; nextStep: string | null }[]> {
  const plan = await ifFound(
    context.services.carePlans.getCarePlan(
      { referralId: referral.referralId, afterPosition: 0 },
      context.call(),
    ),
  )
  return (plan?.goals ?? [])
    .filter(({ status }) => status === 'agreed')
    .map(({ words }) => ({ words, nextStep: null }))
}
