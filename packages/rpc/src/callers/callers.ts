import type { CallMetadata } from '@careloom/event-sourcing'
import { callerNotPermitted, callerUnknown, RpcFailure } from '../errors.ts'
import { isGenuine } from './vouched.ts'

/** What one process, or one service in a process, may ask of others. */
export type Caller = {
  /** The services that it calls, by their full names. */
  readonly calls: readonly string[]
  /** What else it is called where it acts by itself, beside `system:<name>` and `system:<name>.…`. */
  readonly system?: readonly string[]
  /** A door: it sees tokens, and vouches for whom they name. */
  readonly isDoor?: boolean
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
  if (!caller.calls.includes(service)) return notPermitted('service-not-for-this-caller')
  const reason = metadata.actor.startsWith('system:')
    ? ofItself(name, caller, metadata.actor.slice('system:'.length))
    : ofVouched(callers, metadata, nowMs)
  return reason === undefined ? undefined : notPermitted(reason)
}

function ofItself(name: string, { system = [] }: Caller, actor: string): string | undefined {
  const isOwn = actor === name || actor.startsWith(`${name}.`) || system.includes(actor)
  return isOwn ? undefined : 'system-actor-of-another'
}

function ofVouched(
  callers: Callers,
  { actor, organization, purpose, vouched }: CallMetadata,
  nowMs: number,
): string | undefined {
  if (vouched === undefined) return 'actor-not-vouched-for'
  if (
    vouched.actor !== actor ||
    vouched.organization !== organization ||
    vouched.purpose !== purpose
  )
    return 'vouched-for-somebody-else'
  if (!Object.hasOwn(callers, vouched.by) || callers[vouched.by]?.isDoor !== true)
    return 'vouched-for-by-no-door'
  if (vouched.until <= nowMs) return 'vouching-is-over'
  return isGenuine(vouched) ? undefined : 'vouching-not-genuine'
}
