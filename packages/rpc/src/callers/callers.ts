import type { CallMetadata } from '@careloom/event-sourcing'
import { TopicServiceDefinition } from '@careloom/proto/bus'
import { callerNotPermitted, callerUnknown, RpcFailure } from '../errors.ts'
import { isGenuine, vouch } from './vouched.ts'

/** What one process, or one service in a process, may ask of others. */
export type Caller = {
  /** The services that it calls, by their full names. */
  readonly calls: readonly string[]
  /** What else it is called where it acts by itself, beside `system:<name>` and `system:<name>.…`. */
  readonly system?: readonly string[]
  /** The topics of others that it follows, and may read in their logs. */
  readonly follows?: readonly string[]
  /** A door: it sees tokens, and vouches for whom they name. */
  readonly isDoor?: boolean
  /** The process that holds all of them: a composition, a test. Nothing of it leaves the process. */
  readonly isProcess?: boolean
}

/** Who may ask whom, for whom: the declaration of a house. */
export type Callers = Readonly<Record<string, Caller>>

/** A call that was refused because of who made it; for the log and for counting. */
export type CallerRefusal = {
  readonly caller: string
  readonly method: string
  readonly reason: string
}

export const unknownCaller = (reason: string) =>
  new RpcFailure(callerUnknown, { retryable: false, reason })

const notPermitted = (reason: string) =>
  new RpcFailure(callerNotPermitted, { retryable: false, reason })

/** Whether a caller may say for itself that this actor acts: a door for whom it sees, everybody under names of their own. */
function maySpeakFor(callers: Callers, name: string, actor: string): boolean {
  const caller = Object.hasOwn(callers, name) ? callers[name] : undefined
  if (caller === undefined) return false
  if (caller.isProcess === true) return true
  if (!actor.startsWith('system:')) return caller.isDoor === true
  const own = actor.slice('system:'.length)
  return own === name || own.startsWith(`${name}.`) || caller.system?.includes(own) === true
}

/** The metadata of a call, with the caller's word for the actor where the caller may speak for them. */
export function withWord(
  callers: Callers,
  name: string,
  metadata: CallMetadata,
  nowMs: number,
): CallMetadata {
  const { actor, vouched } = metadata
  return vouched?.actor === actor || !maySpeakFor(callers, name, actor)
    ? metadata
    : { ...metadata, vouched: vouch(name, metadata, nowMs) }
}

function mayAsk({ calls, follows = [] }: Caller, service: string): boolean {
  return (
    calls.includes(service) || (service === TopicServiceDefinition.fullName && follows.length > 0)
  )
}

/** Whether whoever acts by itself in a call follows a topic. */
export function mayFollow(callers: Callers, { actor }: CallMetadata, topic: string): boolean {
  const [, name = ''] = /^system:([^.]+)/.exec(actor) ?? []
  const caller = Object.hasOwn(callers, name) ? callers[name] : undefined
  return caller?.follows?.includes(topic) === true
}

/** Why a caller may not ask this service for this actor; `undefined` when it may. */
export function refusalOf(
  callers: Callers,
  name: string,
  service: string,
  metadata: CallMetadata,
  nowMs: number,
): RpcFailure | undefined {
  const caller = Object.hasOwn(callers, name) ? callers[name] : undefined
  if (caller === undefined) return unknownCaller('caller-not-declared')
  if (!mayAsk(caller, service)) return notPermitted('service-not-for-this-caller')
  if (maySpeakFor(callers, name, metadata.actor)) return undefined
  const reason = unvouched(callers, metadata, nowMs)
  return reason === undefined ? undefined : notPermitted(reason)
}

function unvouched(
  callers: Callers,
  { actor, organization, purpose, vouched }: CallMetadata,
  nowMs: number,
): string | undefined {
  if (vouched === undefined)
    return actor.startsWith('system:') ? 'system-actor-of-another' : 'actor-not-vouched-for'
  if (
    vouched.actor !== actor ||
    vouched.organization !== organization ||
    vouched.purpose !== purpose
  )
    return 'vouched-for-somebody-else'
  if (!maySpeakFor(callers, vouched.by, actor)) return 'vouched-for-by-who-may-not'
  if (vouched.until <= nowMs) return 'vouching-is-over'
  return isGenuine(vouched) ? undefined : 'vouching-not-genuine'
}
