import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { Command, Decider, Decision, Event, Instant } from '@careloom/event-sourcing'
import type { RefusalOf } from '@careloom/terminology'
import type { CarePlanId, CareTeamId, OrganizationId, PersonId } from './ids.ts'

export type MemberKind = 'person' | 'peer' | 'clinician' | 'coordinator' | 'other'

/** Somebody on the team, as the others may know them; never with lived experience. */
export type CareTeamMember = {
  readonly kind: MemberKind
  /** Person id, peer worker id or practitioner id. */
  readonly memberId: string
  readonly displayName: string
  /** As the jurisdiction and the programme call it. */
  readonly roleTitle: string
  readonly organizationId?: OrganizationId | undefined
  /** Only a peer certified by a government authority carries NUCC 175T00000X. */
  readonly isCertified: boolean
}

type OfTeam = {
  readonly careTeamId: CareTeamId
  readonly carePlanId: CarePlanId
  readonly personId: PersonId
}
type Opening = OfTeam & { readonly openedAt: Instant }
type Joining = { readonly member: CareTeamMember; readonly joinedAt: Instant }
type Leaving = { readonly memberId: string; readonly leftAt: Instant }
type Closing = { readonly closedAt: Instant }
type OnTeam<Data> = Data & Pick<OfTeam, 'careTeamId'>

export type CareTeamCommand =
  | Command<'OpenCareTeam', Opening>
  | Command<'AddCareTeamMember', OnTeam<Joining>>
  | Command<'RemoveCareTeamMember', OnTeam<Leaving>>
  | Command<'CloseCareTeam', OnTeam<Closing>>

export type CareTeamEvent =
  | Event<'CareTeamOpened', Opening>
  /** Somebody is on the team from now on: for a peer, the moment that the chart must show. */
  | Event<'CareTeamMemberJoined', OfTeam & Joining>
  | Event<'CareTeamMemberLeft', OfTeam & Leaving>
  | Event<'CareTeamClosed', OfTeam & Closing>

export type CareTeamRefusal = RefusalOf<'careTeam'>

export type CareTeam =
  | { readonly status: 'none' }
  | {
      readonly status: 'active' | 'closed'
      readonly team: OfTeam
      readonly members: ReadonlyMap<string, CareTeamMember>
    }

type Opened = Exclude<CareTeam, { status: 'none' }>
type CareTeamDecision = Decision<CareTeamEvent, CareTeamRefusal>
type LaterCommand = Exclude<CareTeamCommand, { type: 'OpenCareTeam' }>

/** The people around one person, the peer among them (FHIR CareTeam). */
export const careTeamDecider: Decider<CareTeam, CareTeamCommand, CareTeamEvent, CareTeamRefusal> = {
  initialState: { status: 'none' },
  decide(command, state) {
    if (command.type === 'OpenCareTeam') return open(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'care-team-not-open')
    if (state.status === 'closed')
      return command.type === 'CloseCareTeam' ? accept() : refuse('conflict', 'care-team-closed')
    return whenActive(command, state)
  },
  evolve(state, event) {
    if (event.type === 'CareTeamOpened')
      return { status: 'active', team: teamOf(event.data), members: new Map() }
    if (state.status === 'none') return state
    switch (event.type) {
      case 'CareTeamMemberJoined': {
        const { member } = event.data
        return { ...state, members: new Map(state.members).set(member.memberId, member) }
      }
      case 'CareTeamMemberLeft':
        return { ...state, members: without(event.data.memberId, state.members) }
      case 'CareTeamClosed':
        return { ...state, status: 'closed' }
      default:
        return unreachable(event)
    }
  },
}

function whenActive(command: LaterCommand, state: Opened): CareTeamDecision {
  switch (command.type) {
    case 'AddCareTeamMember':
      return addMember(command.data, state)
    case 'RemoveCareTeamMember':
      return state.members.has(command.data.memberId)
        ? accept({ type: 'CareTeamMemberLeft', data: { ...state.team, ...command.data } })
        : refuse('not-found', 'member-not-on-team')
    case 'CloseCareTeam':
      return accept({ type: 'CareTeamClosed', data: { ...state.team, ...command.data } })
    default:
      return unreachable(command)
  }
}

function open(data: Opening, state: CareTeam): CareTeamDecision {
  if (state.status === 'none') return accept({ type: 'CareTeamOpened', data })
  return state.team.carePlanId === data.carePlanId
    ? accept()
    : refuse('conflict', 'care-team-already-open')
}

function addMember(data: OnTeam<Joining>, state: Opened): CareTeamDecision {
  const held = state.members.get(data.member.memberId)
  if (held === undefined)
    return accept({ type: 'CareTeamMemberJoined', data: { ...state.team, ...data } })
  return held.roleTitle === data.member.roleTitle
    ? accept()
    : refuse('conflict', 'member-already-on-team')
}

function teamOf({ careTeamId, carePlanId, personId }: OfTeam): OfTeam {
  return { careTeamId, carePlanId, personId }
}

function without(
  memberId: string,
  members: ReadonlyMap<string, CareTeamMember>,
): ReadonlyMap<string, CareTeamMember> {
  const rest = new Map(members)
  rest.delete(memberId)
  return rest
}
