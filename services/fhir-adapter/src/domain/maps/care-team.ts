import { longitudinalCareTeam, peerSpecialist } from '@careloom/terminology'
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
