import { codeSystems, longitudinalCareTeam, peerSpecialist } from '@careloom/terminology'
import { compact, concept, reference, usCore, type ResourceOf } from '../resource.ts'
import { labelled } from './security-label.ts'

export type Member = {
  kind: string
  memberId: string
  displayName: string
  roleTitle: string
  organizationId?: string | undefined
  certified: boolean
}

export type TeamFacts = {
  readonly careTeamId: string
  readonly carePlanId: string
  readonly referralId: string
  readonly personId: string
  readonly organizationId: string
  readonly openedAt: string
  readonly closedAt?: string | undefined
  readonly part2: boolean
  readonly members: readonly Member[]
}

/**
 * US Core CareTeam. The peer is a member as PractitionerRole with the taxonomy code of a peer specialist, which only
 * certified peers carry; never a counsellor's code, never a Patient (`participant.role` is 1..1).
 */
export function toCareTeam(facts: TeamFacts): ResourceOf<'CareTeam'> {
  return compact<ResourceOf<'CareTeam'>>({
    resourceType: 'CareTeam',
    id: facts.careTeamId,
    meta: labelled(facts, usCore('careteam')),
    status: facts.closedAt === undefined ? 'active' : 'inactive',
    category: [concept(longitudinalCareTeam)],
    name: 'Care team with peer support',
    subject: reference('Patient', facts.personId),
    period: compact({ start: facts.openedAt, end: facts.closedAt }),
    participant: participants(facts),
    managingOrganization: [reference('Organization', facts.organizationId)],
  })
}

/** US Core asks for one at least: before the first joins and after the last has left it is the programme's organization. */
function participants({ members, organizationId }: TeamFacts) {
  const others = members.filter(({ kind }) => kind !== 'person').map(participant)
  if (others.length > 0) return others
  const role = [{ text: 'Peer support programme' }]
  return [{ role, member: reference('Organization', organizationId) }]
}

function participant(member: Member) {
  const type = member.kind === 'peer' ? 'PractitionerRole' : 'Practitioner'
  const role =
    member.kind === 'peer' && member.certified
      ? concept(peerSpecialist, member.roleTitle)
      : { text: member.roleTitle }
  return compact({
    role: [role],
    member: reference(type, member.memberId, member.displayName),
    // FHIR R4 ctm-1: onBehalfOf only where the member is a Practitioner; a PractitionerRole carries its organization.
    onBehalfOf:
      type === 'Practitioner' && member.organizationId !== undefined
        ? reference('Organization', member.organizationId)
        : undefined,
  })
}

/** What of a plan FHIR shows: what the team is about, and what they write together. */
export type PlanFacts = Omit<TeamFacts, 'members'> & {
  readonly vision?: string | undefined
  readonly goalIds: readonly string[]
}

export function toCarePlan(facts: PlanFacts): ResourceOf<'CarePlan'> {
  return compact<ResourceOf<'CarePlan'>>({
    resourceType: 'CarePlan',
    id: facts.carePlanId,
    meta: labelled(facts, usCore('careplan')),
    text: {
      status: 'additional',
      div: '<div xmlns="http://www.w3.org/1999/xhtml">Shared plan of the person and their peer</div>',
    },
    status: facts.closedAt === undefined ? 'active' : 'completed',
    intent: 'plan',
    category: [
      concept(
        { system: 'http://hl7.org/fhir/us/core/CodeSystem/careplan-category', code: 'assess-plan' },
        'Peer-led recovery plan',
      ),
    ],
    title: 'Shared plan',
    description: facts.vision,
    subject: reference('Patient', facts.personId),
    period: compact({ start: facts.openedAt, end: facts.closedAt }),
    created: facts.openedAt,
    careTeam: [reference('CareTeam', facts.careTeamId)],
    goal: facts.goalIds.map((id) => reference('Goal', id)),
  })
}

export type GoalFacts = {
  goalId: string
  personId: string
  organizationId: string
  words: string
  domain: string
  proposedAt: string
  status: 'proposed' | 'agreed' | 'declined'
  part2: boolean
}

const lifecycle = { proposed: 'proposed', agreed: 'active', declined: 'rejected' } as const

export function toGoal(facts: GoalFacts): ResourceOf<'Goal'> {
  return compact<ResourceOf<'Goal'>>({
    resourceType: 'Goal',
    id: facts.goalId,
    meta: labelled(facts, usCore('goal')),
    lifecycleStatus: lifecycle[facts.status],
    category: [{ text: facts.domain }],
    description: { text: facts.words },
    subject: reference('Patient', facts.personId),
    startDate: facts.proposedAt.slice(0, 10),
  })
}

export type EncounterFacts = {
  encounterId: string
  personId: string
  peerWorkerId: string
  organizationId: string
  occurredAt: string
  modality: string
  minutes: number
  kinds: readonly string[]
  noShow: boolean
  part2: boolean
}

const encounterClass: Readonly<Record<string, { code: string; display: string }>> = {
  'in-person': { code: 'AMB', display: 'ambulatory' },
  video: { code: 'VR', display: 'virtual' },
  phone: { code: 'VR', display: 'virtual' },
  text: { code: 'VR', display: 'virtual' },
}

/** A contact: that it took place, how long and how. The words of it stay with the person unless they open them. */
export function toEncounter(facts: EncounterFacts): ResourceOf<'Encounter'> {
  const end = new Date(Date.parse(facts.occurredAt) + facts.minutes * 60_000).toISOString()
  return compact<ResourceOf<'Encounter'>>({
    resourceType: 'Encounter',
    id: facts.encounterId,
    meta: labelled(facts, usCore('encounter')),
    status: facts.noShow ? 'cancelled' : 'finished',
    class: {
      system: codeSystems.actCode,
      ...(encounterClass[facts.modality] ?? { code: 'AMB', display: 'ambulatory' }),
    },
    type: [
      {
        coding: [{ system: codeSystems.hcpcs, code: 'H0038' }],
        text: ['Peer support', ...facts.kinds].join(', '),
      },
    ],
    subject: reference('Patient', facts.personId),
    participant: [{ individual: reference('PractitionerRole', facts.peerWorkerId) }],
    period: { start: facts.occurredAt, end },
    serviceProvider: reference('Organization', facts.organizationId),
  })
}
