import { resourcesIn } from '../careloom.ts'
import type { CareloomAnswer, CareloomBackend } from '../careloom.ts'
import { mrnOf, mrnSystem } from '../people.ts'
import { textAt, valuesAt } from '../fhir/resource.ts'
import type { Resource } from '../fhir/resource.ts'
import { concept } from './words.ts'

/** What Careloom says about a patient of this hospital at this moment. */
export type PeerSupport =
  | {
      readonly kind: 'known'
      readonly team: readonly TeamMember[]
      readonly referrals: readonly PeerReferral[]
    }
  /** Careloom holds nobody with this record number: nobody has referred this patient yet. */
  | { readonly kind: 'not-known' }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
  | { readonly kind: 'unreachable' }

export type TeamMember = {
  readonly name: string
  readonly role: string
  readonly organization: string
  readonly since: string | undefined
}

type PeerReferral = {
  readonly what: string
  readonly to: string
  readonly standing: string
  readonly dueAt: string | undefined
  readonly changedAt: string | undefined
}

/** Reads the care team and the referrals of a patient from Careloom's FHIR endpoint, by record number. */
export async function readPeerSupport(
  careloom: CareloomBackend,
  patient: Resource,
): Promise<PeerSupport> {
  const identifier = encodeURIComponent(`${mrnSystem}|${mrnOf(patient) ?? ''}`)
  const found = await careloom.read(`Patient?identifier=${identifier}`)
  if (found.kind !== 'answered') return without(found)
  const id = resourcesIn(found.body).find(({ resourceType }) => resourceType === 'Patient')?.id
  if (id === undefined) return { kind: 'not-known' }

  const query = `patient=${encodeURIComponent(id)}`
  const [teams, tasks] = await Promise.all([
    careloom.read(`CareTeam?${query}&_include=CareTeam:participant`),
    careloom.read(`Task?${query}&_include=Task:owner`),
  ])
  if (teams.kind !== 'answered') return without(teams)
  if (tasks.kind !== 'answered') return without(tasks)
  return {
    kind: 'known',
    team: teamIn(resourcesIn(teams.body)),
    referrals: referralsIn(resourcesIn(tasks.body)),
  }
}

function without(answer: Exclude<CareloomAnswer, { kind: 'answered' }>): PeerSupport {
  return answer.kind === 'refused'
    ? { kind: 'refused', reasons: answer.reasons }
    : { kind: 'unreachable' }
}

function teamIn(resources: readonly Resource[]): TeamMember[] {
  const teams = resources.filter(({ resourceType }) => resourceType === 'CareTeam').filter(isActive)
  const named = (reference: string | undefined) =>
    resources.find(({ resourceType, id }) => reference === `${resourceType}/${id}`)
  return teams.flatMap((team) =>
    valuesAt(team, 'participant').flatMap((participant) => {
      const reference = textAt(participant, 'member.reference')
      if (reference?.startsWith('Patient/') === true) return []
      const member = named(reference)
      return {
        name: textAt(participant, 'member.display') ?? nameOf(member) ?? 'Name not given',
        role:
          valuesAt(participant, 'role')
            .map(concept)
            .find((text) => text !== '') ?? '',
        organization:
          textAt(participant, 'onBehalfOf.display') ??
          textAt(member, 'organization.display') ??
          textAt(named(textAt(member, 'organization.reference')), 'name') ??
          textAt(named(textAt(participant, 'onBehalfOf.reference')), 'name') ??
          '',
        since: textAt(participant, 'period.start') ?? textAt(team, 'meta.lastUpdated'),
      }
    }),
  )
}

function isActive(team: Resource): boolean {
  return ['active', undefined].includes(textAt(team, 'status'))
}

function nameOf(member: Resource | undefined): string | undefined {
  if (member === undefined) return undefined
  return (
    textAt(member, 'practitioner.display') ?? textAt(member, 'name.text') ?? textAt(member, 'name')
  )
}

/** Words for a Task that says its status only (FHIR R4 task-status). */
const standings: Readonly<Record<string, string>> = {
  requested: 'Sent, not answered yet',
  received: 'Received',
  accepted: 'Accepted',
  'in-progress': 'Working together',
  'on-hold': 'On hold',
  completed: 'Closed',
  rejected: 'Turned down by the programme',
  cancelled: 'Withdrawn',
  failed: 'Ended without contact',
}

function referralsIn(resources: readonly Resource[]): PeerReferral[] {
  return resources
    .filter(({ resourceType }) => resourceType === 'Task')
    .map((task) => ({
      what: textAt(task, 'description') ?? (concept(task['code']) || 'Peer support'),
      to: textAt(task, 'owner.display') ?? ownerOf(task, resources) ?? 'Peer programme',
      standing: standingOf(task),
      dueAt: textAt(task, 'restriction.period.end'),
      changedAt: textAt(task, 'lastModified') ?? textAt(task, 'meta.lastUpdated'),
    }))
}

function ownerOf(task: Resource, resources: readonly Resource[]): string | undefined {
  const reference = textAt(task, 'owner.reference')
  const owner = resources.find(({ resourceType, id }) => reference === `${resourceType}/${id}`)
  return owner === undefined ? undefined : textAt(owner, 'name')
}

function standingOf(task: Resource): string {
  const status = textAt(task, 'status') ?? ''
  return concept(task['businessStatus']) || (standings[status] ?? status)
}
