import type { Access, Actor, RecordClass } from '@careloom/access'
import type { Clock, GivenUp, Quarantined } from '@careloom/event-sourcing'
import type { AssignmentServiceDefinition } from '@careloom/proto/assignments'
import type { CarePlanServiceDefinition } from '@careloom/proto/care-plans'
import type { FhirAdapterServiceDefinition } from '@careloom/proto/fhir-adapter'
import type { OutcomeServiceDefinition } from '@careloom/proto/outcomes'
import type { PeopleServiceDefinition, PersonView } from '@careloom/proto/people'
import type { ReferralServiceDefinition, ReferralView } from '@careloom/proto/referrals'
import type { PeerWorkerView, WorkforceServiceDefinition } from '@careloom/proto/workforce'
import type { Call, Client } from '@careloom/rpc'
import { HttpProblem } from '../http/problem.ts'
import type { Launch } from '../auth/authenticate.ts'

export type Services = {
  readonly people: Client<PeopleServiceDefinition>
  readonly referrals: Client<ReferralServiceDefinition>
  readonly workforce: Client<WorkforceServiceDefinition>
  readonly assignments: Client<AssignmentServiceDefinition>
  readonly carePlans: Client<CarePlanServiceDefinition>
  readonly outcomes: Client<OutcomeServiceDefinition>
  readonly fhir: Client<FhirAdapterServiceDefinition>
}

/** One request of the web API: who asks, and how to call on their behalf. */
export type Context = {
  readonly actor: Actor
  readonly launch: Launch | undefined
  /** The reader's, by `Accept-Language`. */
  readonly language: 'en' | 'es'
  readonly requestId: string
  readonly services: Services
  readonly access: Access
  readonly clock: Clock
  readonly operations: Operations
  /** The call metadata; `step` tells the commands of one request apart, so that each is done once. */
  call(step?: string): Call
  bindLaunch(personId: string): Promise<void>
}

/** How one process is doing. */
export type ProcessStatus = {
  readOnly: boolean
  startedAt: string
  /** `isWhole`: it has seen all that was there at the start. */
  services: readonly {
    name: string
    behind: number
    failed: boolean
    isWhole: boolean
    /** Why it stands still: a code, and names of our own. */
    reason: string | undefined
  }[]
  /** `waiting`: keys whose next message waits for somebody who is away; `failed`: it stands still. */
  reactions: readonly {
    name: string
    waiting: number
    waitingSince: string | undefined
    failed: boolean
    /** Why it stands still, or what the first of those waits for. */
    reason: string | undefined
  }[]
  /** Messages of the broker that it has not believed, or could not read. */
  refusedMessages: readonly { topic: string; code: string; count: number }[]
}

/** What the console shows and does that no service answers: the processes themselves. */
export type Operations = {
  status(): ProcessStatus
  /** How every process is doing that runs here; this one first. */
  everywhere(): Promise<readonly ProcessStatus[]>
  /** `isHandled`: somebody would handle it, if it is handed out again. */
  quarantined(): Promise<readonly (Quarantined & { isHandled: boolean })[]>
  /** Lets go what nobody handles any more, and keeps why. */
  giveUp(entry: Quarantined, why: GivenUp): Promise<void>
  givenUp(): Promise<readonly (Quarantined & { why: GivenUp })[]>
  replay(reaction: string, key: string): Promise<number>
}

type Record = {
  readonly person: string
  readonly organization?: string | undefined
  readonly part2?: boolean | undefined
  readonly parties?: readonly string[] | undefined
}

/** Asks access, audits, and answers 404 for what may not be seen: missing and foreign are the same. */
export async function see(
  context: Context,
  recordClass: RecordClass,
  record: Record,
  resource: string,
  action: 'read' | 'create' | 'update' = 'read',
): Promise<void> {
  const { actor, requestId, access } = context
  const decision = await access.guard.check({
    actor,
    action,
    class: recordClass,
    ...record,
    resource,
    requestId,
  })
  if (!decision.allowed) throw new HttpProblem(404, 'not-found')
}

/** Like `see`, for a part of a page that is left out when it may not be seen. */
export async function maySee(
  context: Context,
  recordClass: RecordClass,
  record: Record,
  resource: string,
): Promise<boolean> {
  const { actor, requestId, access } = context
  return (
    await access.guard.check({
      actor,
      action: 'read',
      class: recordClass,
      ...record,
      resource,
      requestId,
    })
  ).allowed
}

export const recordOf = (referral: ReferralView): Record => ({
  person: referral.personId,
  organization: referral.organizationId,
  part2: referral.part2,
  parties: [referral.referrerOrganizationId],
})

export async function peopleById(
  context: Context,
  personIds: readonly string[],
): Promise<ReadonlyMap<string, PersonView>> {
  if (personIds.length === 0) return new Map()
  const { people } = await context.services.people.listPeople(
    { personIds: [...new Set(personIds)] },
    context.call(),
  )
  return new Map(people.map((person) => [person.personId, person]))
}

export async function peersById(
  context: Context,
  peerWorkerIds: readonly string[],
): Promise<ReadonlyMap<string, PeerWorkerView>> {
  if (peerWorkerIds.length === 0) return new Map()
  const { peerWorkers } = await context.services.workforce.listPeerWorkers(
    { peerWorkerIds: [...new Set(peerWorkerIds)] },
    context.call(),
  )
  return new Map(peerWorkers.map((peer) => [peer.peerWorkerId, peer]))
}

export async function programsById(context: Context) {
  const { programs } = await context.services.referrals.listPrograms({}, context.call())
  return new Map(programs.map((program) => [program.programId, program]))
}

/** As a person is shown to those who work with them: first name and initial. */
export function displayOf(person: PersonView | undefined): string {
  if (person?.details === undefined) return 'Somebody'
  const { givenName, familyName } = person.details
  const initial = /^\p{L}/u.test(familyName) ? ` ${familyName.charAt(0)}.` : ''
  return `${givenName.slice(0, 117)}${initial}`
}

export const personIdOf = ({ actor }: Context): string => {
  if (actor.personId === undefined)
    throw new HttpProblem(403, 'no-person', { detail: 'This sign-in is not bound to a person.' })
  return actor.personId
}

export const peerIdOf = ({ actor }: Context): string => {
  if (actor.peerWorkerId === undefined)
    throw new HttpProblem(403, 'no-peer-worker', {
      detail: 'This sign-in is not bound to a peer worker.',
    })
  return actor.peerWorkerId
}

export const organizationsOf = ({ actor }: Context): readonly string[] =>
  actor.organization?.split(' ') ?? []

export const titleOf = (peer: PeerWorkerView, { language }: Context): string =>
  language === 'es' ? peer.titleEs : peer.titleEn
