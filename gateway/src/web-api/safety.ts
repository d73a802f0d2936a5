import type { AssignmentView } from '@careloom/proto/assignments'
import type { MeasureView } from '@careloom/proto/outcomes'
import type { ReferralView } from '@careloom/proto/referrals'
import { ifFound } from '@careloom/rpc'
import type { OwnSafety, SafetyReader, ToldSafety } from '@careloom/web-api'
import { contactOf } from './contact.ts'
import { organizationNames } from './organization-names.ts'
import { peersById, peopleById, type Context } from './context.ts'

/** For how long an answer to the item on self-harm is asked about and shown. */
const shownForMs = 30 * 86_400_000

/** The last measure of an assignment whose item on self-harm was answered above the lowest. */
async function lastSafety(
  { personId, assignmentId }: Pick<AssignmentView, 'personId' | 'assignmentId'>,
  context: Context,
): Promise<MeasureView | undefined> {
  const request = { personId, dueOnly: false }
  const { measures } = await context.services.outcomes.listMeasures(request, context.call())
  const since = new Date(Date.parse(context.clock()) - shownForMs).toISOString()
  return measures
    .filter((each) => each.safety !== undefined && each.assignmentId === assignmentId)
    .filter(({ answeredAt }) => (answeredAt ?? '') >= since)
    .sort((a, b) => (b.answeredPosition ?? 0) - (a.answeredPosition ?? 0))[0]
}

/** What the person is asked at once, and whom they told. */
export async function ownSafetyOf(
  current: AssignmentView | undefined,
  context: Context,
): Promise<OwnSafety | null> {
  if (current === undefined) return null
  const measure = await lastSafety(current, context)
  if (measure?.safety === undefined) return null
  const { decidedAt, told } = measure.safety
  const names = await namesOf(current, context)
  const heard = told.flatMap(({ reader, at, seenAt }) =>
    names.flatMap((each) =>
      each.reader === reader ? [{ ...each, at, seenAt: seenAt ?? null }] : [],
    ),
  )
  return {
    measureId: measure.measureId,
    decided: decidedAt !== undefined,
    mayTell: names.filter(({ reader }) => told.every((each) => each.reader !== reader)),
    told: heard,
  }
}

/** The peer who is with the person, and the clinician who referred them, else their organization. */
async function namesOf({ peerWorkerId, referralId }: AssignmentView, context: Context) {
  const referral = await ifFound(
    context.services.referrals.getReferral({ referralId, afterPosition: 0 }, context.call()),
  )
  const peer = (await peersById(context, [peerWorkerId])).get(peerWorkerId)
  const clinician =
    referral?.referrerName ??
    (await organizationNames(context)).get(referral?.referrerOrganizationId ?? '')
  const names: { reader: SafetyReader; name: string }[] = []
  if (peer?.details !== undefined) names.push({ reader: 'peer', name: peer.details.displayName })
  if (clinician !== undefined) names.push({ reader: 'clinician', name: clinician })
  return names
}

/** What a reader was told about the person of an assignment; null when they were not. */
export async function toldSafetyOf(
  about: Pick<AssignmentView, 'personId' | 'assignmentId'>,
  reader: SafetyReader,
  referral: Pick<ReferralView, 'contact'> | undefined,
  context: Context,
): Promise<ToldSafety | null> {
  const measure = await lastSafety(about, context)
  const told = measure?.safety?.told.find((each) => each.reader === reader)
  if (measure === undefined || told === undefined) return null
  const person = (await peopleById(context, [about.personId])).get(about.personId)
  return {
    measureId: measure.measureId,
    givenName: person?.details?.givenName ?? 'Somebody',
    at: told.at,
    seenAt: told.seenAt ?? null,
    contact: contactOf(person?.details?.contact ?? referral?.contact),
  }
}
