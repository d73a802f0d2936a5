import type { Actor, Role } from './actor.ts'
import { consentFor, type Relationships } from './relationships.ts'

/** What kind of record it is; each has its own rule. */
export type RecordClass =
  | 'demographics'
  | 'consent'
  | 'referral'
  | 'own-words'
  | 'matching'
  | 'care-team'
  | 'care-plan'
  | 'notes'
  | 'outcome-measures'
  | 'directory'
  | 'audit'
  | 'connections'

export type Action = 'read' | 'create' | 'update'

export type Question = {
  readonly actor: Actor
  readonly action: Action
  readonly record: {
    readonly class: RecordClass
    /** Whose record; absent for what belongs to nobody. */
    readonly person?: string | undefined
    /** The organization that runs the programme the record comes from. */
    readonly organization?: string | undefined
    readonly part2?: boolean | undefined
    /** The organizations that the record itself names as a side of it: who referred, whom a consent lets tell or know. */
    readonly parties?: readonly string[] | undefined
  }
  /** What ties people together; undefined when nothing is known of the person. */
  readonly relationships: Relationships | undefined
  /** YYYY-MM-DD, for consents that end. */
  readonly today: string
}

/** `rule` names what decided, in words that can be shown; `consent` the consent that opened the record. */
export type AccessDecision = {
  readonly allowed: boolean
  readonly rule: string
  readonly consent?: string | undefined
}

const yes = (rule: string, consent?: string): AccessDecision => ({ allowed: true, rule, consent })
const no = (rule: string): AccessDecision => ({ allowed: false, rule })

/** Which category of a consent opens which class to another organization. */
const categoryOf: Partial<Record<RecordClass, string>> = {
  demographics: 'contact',
  referral: 'care-team',
  'own-words': 'own-words',
  'care-team': 'care-team',
  'care-plan': 'care-plan',
  notes: 'notes',
  'outcome-measures': 'outcome-measures',
}

/**
 * The one place where access is decided: actor, purpose, relationship, consent, record class, action. Pure; whoever asks
 * brings the relationships. Denies unless a rule allows.
 */
export function decide(question: Question): AccessDecision {
  const { actor, record } = question
  if (record.class === 'directory') return yes('the directory is open to everyone who is signed in')
  if (record.class === 'connections')
    return actor.roles.has('integrator') ? yes('runs the integration') : no('only for integrators')
  if (
    record.class === 'audit' &&
    (actor.roles.has('auditor') || actor.roles.has('privacy-officer'))
  )
    return yes('audits')
  if (record.person === undefined) return no('belongs to nobody')
  if (actor.personId !== undefined && actor.personId === record.person) return own(question)
  if (actor.launchedFor !== undefined && actor.launchedFor !== record.person)
    return no('another chart was opened')
  return related(question)
}

/** A person reads all that is theirs, and changes what is theirs to change. */
function own({ action, record }: Question): AccessDecision {
  if (action === 'read') return yes('it is their own')
  const changeable: readonly RecordClass[] = [
    'demographics',
    'consent',
    'own-words',
    'matching',
    'care-plan',
    'outcome-measures',
    'referral',
  ]
  return changeable.includes(record.class)
    ? yes('it is theirs to change')
    : no('is written by those who work with them')
}

/** What each role opens; whoever has several is let in by any of them. */
const rules: readonly (readonly [Role, (question: Question) => AccessDecision])[] = [
  ['peer', forPeer],
  ['coordinator', forProgramme],
  ['supervisor', forProgramme],
  ['clinician', forReferrer],
  ['system', forReferrer],
  ['system', forProgramme],
]

function related(question: Question): AccessDecision {
  const { roles } = question.actor
  const answers = rules.filter(([role]) => roles.has(role)).map(([, rule]) => rule(question))
  return (
    answers.find(({ allowed }) => allowed) ??
    answers[0] ??
    no(roles.has('person') ? 'is somebody else’s' : 'no role of theirs opens it')
  )
}

const readByPeers: readonly RecordClass[] = [
  'demographics',
  'referral',
  'own-words',
  'care-team',
  'care-plan',
  'notes',
  'outcome-measures',
]
const writtenByPeers: readonly RecordClass[] = ['care-plan', 'notes']

/** A peer sees their own assignments only, and of an offer nothing that names the person. */
function forPeer({ actor, action, record, relationships }: Question): AccessDecision {
  const together = relationships?.assignments.some(
    ({ peerWorkerId, open, organizationId }) =>
      open &&
      peerWorkerId === actor.peerWorkerId &&
      (record.organization ?? organizationId) === organizationId,
  )
  if (together !== true) return no('is not among their assignments')
  const theirs = action === 'read' ? readByPeers : writtenByPeers
  return theirs.includes(record.class)
    ? yes('works with this person')
    : no('is not a peer’s to see or to change')
}

const readByProgrammes: readonly RecordClass[] = [
  'demographics',
  'referral',
  'own-words',
  'matching',
  'care-team',
]
const writtenByProgrammes: readonly RecordClass[] = ['referral', 'matching']

/** A programme sees the people who were referred to it, not the notes between person and peer, nor what another programme does. */
function forProgramme({ actor, action, record, relationships }: Question): AccessDecision {
  const mine = organizationsOf(actor)
  const inProgramme = relationships?.referrals.some(({ organizationId }) =>
    mine.includes(organizationId),
  )
  if (
    inProgramme !== true ||
    (record.organization !== undefined && !mine.includes(record.organization))
  )
    return no('is in another programme')
  const theirs = action === 'read' ? readByProgrammes : writtenByProgrammes
  return theirs.includes(record.class)
    ? yes('runs the programme')
    : no('stays between person and peer')
}

/** One coordinator may run programmes of several organizations; the token lists them. */
const organizationsOf = (actor: Actor): readonly string[] => actor.organization?.split(' ') ?? []

/**
 * The organization that registered or referred the person: what it wrote itself, and of what a programme wrote as much
 * as a consent in force opens (42 CFR 2.31 for Part 2, and our own rule for the rest). The care team of a programme
 * outside Part 2 is part of treatment.
 */
function forReferrer(question: Question): AccessDecision {
  const { actor, action, record, relationships } = question
  const us = organizationsOf(actor)
  if (us.length === 0) return no('belongs to no organization')
  if (relationships === undefined)
    return action === 'create' && record.class === 'demographics'
      ? yes('registers somebody new')
      : no('nothing ties them to this person')
  const registered =
    relationships.registeredBy !== undefined && us.includes(relationships.registeredBy)
  const referred = relationships.referrals.some(({ referrerOrganizationId }) =>
    us.includes(referrerOrganizationId),
  )
  if (!registered && !referred) return no('nothing ties them to this person')
  const named = record.parties?.some((party) => us.includes(party)) ?? true
  if (record.class === 'demographics' && registered) return yes('is in their care')
  if (record.class === 'consent') return named ? yes('is in their care') : no('is between others')
  if (
    record.class === 'referral' &&
    named &&
    (action === 'create' || record.parties !== undefined || record.organization === undefined)
  )
    return yes('referred this person')
  return byConsent(question, us)
}

/** What others wrote: read as far as the person opened it; scores that were taken elsewhere may be added. */
function byConsent(
  { action, record, relationships, today }: Question,
  us: readonly string[],
): AccessDecision {
  const category = categoryOf[record.class]
  if (category === undefined || relationships === undefined)
    return no('is not the referrer’s to see')
  if (action !== 'read' && record.class !== 'outcome-measures')
    return no('is written by those who work with them')
  const wanted = { from: record.organization, category, part2: record.part2 ?? false, today }
  const consent = us
    .map((to) => consentFor(relationships, { ...wanted, to }))
    .find((each) => each !== undefined)
  if (consent !== undefined) return yes('the person consented', consent)
  if (record.class === 'care-team' && record.part2 !== true && action === 'read')
    return yes('treats this person')
  return no('the person has not consented')
}
