import type { ReferralView } from '@careloom/proto/referrals'
import type { NextStepOfReferral, WebApiHandlers } from '@careloom/web-api'
import { launchOf, openReferrals, personOf } from './chart.ts'
import { sendReferral } from './refer.ts'
import { standingOf } from './status.ts'
import {
  displayOf,
  maySee,
  peopleById,
  programsById,
  recordOf,
  see,
  type Context,
} from '../context.ts'
import { HttpProblem } from '../../http/problem.ts'
import { referralSafety } from './safety.ts'
import { matchingOf, nextOf } from '../next-step.ts'
import { statusOf } from '../progress.ts'

type Handlers = Pick<
  WebApiHandlers<Context>,
  | 'listPrograms'
  | 'getClinicianPatient'
  | 'sendReferral'
  | 'listClinicianReferrals'
  | 'getClinicianReferral'
  | 'answerInformationRequest'
  | 'requestCancellation'
  | 'acknowledgeReferralSafety'
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
    const [people, programs, matching, unseen] = await Promise.all([
      peopleById(
        context,
        referrals.map((each) => each.personId),
      ),
      programsById(context),
      matchingOf(referrals, context),
      unseenSafety(referrals, context),
    ])
    return {
      referrals: first(referrals, unseen).map((referral) => ({
        ...rowNext(nextOf(referral, matching.get(referral.referralId))),
        safety: unseen.has(referral.referralId),
        referralId: referral.referralId,
        personDisplay: displayOf(people.get(referral.personId)),
        programName: programs.get(referral.programId)?.name ?? 'Peer support',
        organizationName: programs.get(referral.programId)?.organizationName ?? '',
        status: statusOf(referral),
        requestedAt: referral.requestedAt,
      })),
    }
  },

  async getClinicianReferral({ params }, context) {
    const referral = await oneReferral(context, params.referralId)
    return standingOf(referral, context)
  },

  async answerInformationRequest({ params, body }, context) {
    const referral = await oneReferral(context, params.referralId)
    await context.services.referrals.provideInformation(
      { referralId: referral.referralId, answer: body.answer },
      context.call(),
    )
    return {}
  },

  async acknowledgeReferralSafety({ params: { referralId, measureId } }, context) {
    const referral = await oneReferral(context, referralId)
    const safety = await referralSafety(referral, context)
    if (safety?.measureId !== measureId) throw new HttpProblem(404, 'not-found')
    const acknowledgement = { measureId, reader: 'clinician' }
    await context.services.outcomes.acknowledgeSafetyAnswer(acknowledgement, context.call())
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

const first = (referrals: readonly ReferralView[], unseen: ReadonlySet<string>) =>
  referrals.toSorted((a, b) => Number(unseen.has(b.referralId)) - Number(unseen.has(a.referralId)))

async function unseenSafety(referrals: readonly ReferralView[], context: Context) {
  const told = await Promise.all(referrals.map((each) => referralSafety(each, context)))
  return new Set(
    referrals.flatMap(({ referralId }, i) => (told[i]?.seenAt === null ? [referralId] : [])),
  )
}

const rowNext = ({ actor, dueAt }: NextStepOfReferral) => ({ nextActor: actor, dueAt })

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
