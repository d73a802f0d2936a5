import type { Actor } from './actor.ts'
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
  if (record.class === 'connections') return actor.roles.has('integrator') ? yes('runs the integration') : no('only for integrators')
  if (record.class === 'audit' && (actor.roles.has('auditor') || actor.roles.has('privacy-officer'))) return yes('audits')
  if (record.person === undefined) return no('belongs to nobody')
  if (actor.personId !== undefined && actor.personId === record.person) return own(question)
  if (actor.launchedFor !== undefined && actor.launchedFor !== record.person) return no('another chart was opened')
  return related(question, record.person)
}

/** A person reads all that is theirs, and changes what is theirs to change. */
function own({ action, record }: Question): AccessDecision {
  if (action === 'read') return yes('it is their own')
  const changeable: readonly RecordClass[] = ['demographics', 'consent', 'own-words', 'matching', 'care-plan', 'outcome-measures', 'referral']
  return changeable.includes(record.class) ? yes('it is theirs to change') : no('is written by those who work with them')
}

function related(question: Question, person: string): AccessDecision {
  const { actor, relationships } = question
  if (actor.roles.has('person') && actor.roles.size === 1) return no('is somebody else’s')
  if (actor.roles.has('peer')) return forPeer(question)
  if (actor.roles.has('coordinator') || actor.roles.has('supervisor')) return forProgramme(question)
  if (actor.roles.has('clinician') || actor.roles.has('system')) return forReferrer(question)
  return no(relationships === undefined ? `nothing ties them to ${person === '' ? 'it' : 'this person'}` : 'no role of theirs opens it')
}

/** A peer sees their own assignments only, and of an offer nothing that names the person. */
function forPeer({ actor, record, relationships }: Question): AccessDecision {
  const together = relationships?.assignments.some(({ peerWorkerId, open }) => open && peerWorkerId === actor.peerWorkerId)
  if (together !== true) return no('is not among their assignments')
  const theirs: readonly RecordClass[] = ['demographics', 'referral', 'own-words', 'care-team', 'care-plan', 'notes', 'outcome-measures']
  return theirs.includes(record.class) ? yes('works with this person') : no('is not a peer’s to see')
}

/** A coordinator sees the people of their organization's programmes, not the notes between person and peer. */
function forProgramme({ actor, record, relationships }: Question): AccessDecision {
  const inProgramme = relationships?.referrals.some(({ organizationId }) => runs(actor, organizationId))
  if (inProgramme !== true) return no('is in another programme')
  const theirs: readonly RecordClass[] = ['demographics', 'referral', 'own-words', 'matching', 'care-team']
  return theirs.includes(record.class) ? yes('runs the programme') : no('stays between person and peer')
}

/** One coordinator may run programmes of several organizations; the token lists them. */
function runs(actor: Actor, organizationId: string): boolean {
  return actor.organization?.split(' ').includes(organizationId) ?? false
}

/**
 * The organization that registered or referred the person: what it wrote itself, and of what a programme wrote as much
 * as a consent in force opens (42 CFR 2.31 for Part 2, and our own rule for the rest). The care team of a programme
 * outside Part 2 is part of treatment.
 */
function forReferrer(question: Question): AccessDecision {
  const { actor, action, record, relationships, today } = question
  if (actor.organization === undefined) return no('belongs to no organization')
  if (relationships === undefined) return no('nothing ties them to this person')
  const mine = relationships.registeredBy === actor.organization
  const referred = relationships.referrals.some(({ referrerOrganizationId }) => referrerOrganizationId === actor.organization)
  if (!mine && !referred) return no('nothing ties them to this person')
  if (record.class === 'consent' || (record.class === 'demographics' && mine)) return yes('is in their care')
  if (record.class === 'referral' && (record.organization === undefined || referred)) return yes('referred this person')
  const category = categoryOf[record.class]
  if (category === undefined) return no('is not the referrer’s to see')
  const consent = consentFor(relationships, { from: record.organization, to: actor.organization, category, part2: record.part2 ?? false, today })
  if (consent !== undefined) return yes('the person consented', consent)
  if (record.class === 'care-team' && record.part2 !== true && action === 'read') return yes('treats this person')
  return no('the person has not consented')
}
