import { accept, refuse, unreachable } from '@careloom/event-sourcing'
import type { Command, Decider, Decision, Event, Instant } from '@careloom/event-sourcing'
import type { RefusalOf } from '@careloom/terminology'
import { isSameScope, isWithin, missingPart2Element } from './consent-scope.ts'
import type { ConsentScope, ConsentText } from './consent-scope.ts'
import type { ConsentId, PersonId, ProgramId } from './ids.ts'

type OfConsent = { readonly consentId: ConsentId; readonly personId: PersonId }
type Grant = OfConsent & {
  /** The programme that asked for it; none for a general consent. */
  readonly programId?: ProgramId | undefined
  readonly scope: ConsentScope
  readonly text: ConsentText
  /** What whoever recorded it calls it. */
  readonly identifier?: { readonly system: string; readonly value: string } | undefined
  /** Whether a substance-use programme is involved: then every element of 42 CFR 2.31 is required. */
  readonly part2: boolean
  readonly grantedAt: Instant
}
type Narrowing = OfConsent & { readonly scope: ConsentScope; readonly narrowedAt: Instant }
type Revocation = OfConsent & { readonly revokedAt: Instant }
type Expiry = OfConsent & { readonly expiredAt: Instant }

export type ConsentCommand =
  | Command<'GrantConsent', Grant>
  | Command<'NarrowConsent', Narrowing>
  | Command<'RevokeConsent', Revocation>
  | Command<'ExpireConsent', Expiry>

export type ConsentEvent =
  /** The person signed. */
  | Event<'ConsentGranted', Grant>
  /** The person took a part back; what is left stands. */
  | Event<'ConsentNarrowed', Narrowing>
  /** The person took everything back: it stops at once; what was disclosed before stays lawful (42 CFR 2.31(a)(6)). */
  | Event<'ConsentRevoked', Revocation>
  /** The day that the consent itself named has come. */
  | Event<'ConsentExpired', Expiry>

export type ConsentRefusal = RefusalOf<'consent'>

/** From when on which scope held; the last one holds until the consent ends. */
export type ScopeSince = { readonly since: Instant; readonly scope: ConsentScope }

export type GivenConsent = OfConsent & {
  readonly status: 'active' | 'revoked' | 'expired'
  readonly programId?: ProgramId | undefined
  readonly part2: boolean
  readonly text: ConsentText
  readonly scopes: readonly ScopeSince[]
  readonly endedAt?: Instant | undefined
}
export type Consent = { readonly status: 'none' } | GivenConsent

type ConsentDecision = Decision<ConsentEvent, ConsentRefusal>

export const consentDecider: Decider<Consent, ConsentCommand, ConsentEvent, ConsentRefusal> = {
  initialState: { status: 'none' },

  decide(command, state) {
    if (command.type === 'GrantConsent') return grant(command.data, state)
    if (state.status === 'none') return refuse('not-found', 'consent-not-granted')
    switch (command.type) {
      case 'NarrowConsent':
        return narrow(command.data, state)
      case 'RevokeConsent':
        return revoke(command.data, state)
      case 'ExpireConsent':
        return expire(command.data, state)
      default:
        return unreachable(command)
    }
  },

  evolve(state, event) {
    if (event.type === 'ConsentGranted') return granted(event.data)
    if (state.status === 'none') return state
    switch (event.type) {
      case 'ConsentNarrowed':
        return {
          ...state,
          scopes: [...state.scopes, { since: event.data.narrowedAt, scope: event.data.scope }],
        }
      case 'ConsentRevoked':
        return { ...state, status: 'revoked', endedAt: event.data.revokedAt }
      case 'ConsentExpired':
        return { ...state, status: 'expired', endedAt: event.data.expiredAt }
      default:
        return unreachable(event)
    }
  },
}

function granted({ scope, grantedAt, ...given }: Grant): GivenConsent {
  return { ...given, status: 'active', scopes: [{ since: grantedAt, scope }] }
}

/** The refusal of an incomplete Part 2 consent names the element that is missing (42 CFR 2.31(a)). */
function grant(data: Grant, state: Consent): ConsentDecision {
  const { scope, text, part2, grantedAt } = data
  if (state.status !== 'none')
    return isSameGrant(data, state) ? accept() : refuse('conflict', 'consent-already-granted')
  const missing = part2 ? missingPart2Element(text, scope) : undefined
  if (missing !== undefined)
    return refuse('incorrect', 'part2-element-missing', { element: missing })
  if (isEmpty(scope)) return refuse('incorrect', 'consent-scope-empty')
  if (scope.until !== undefined && scope.until <= grantedAt)
    return refuse('incorrect', 'consent-ends-before-it-begins')
  return accept({ type: 'ConsentGranted', data })
}

function isSameGrant({ personId, scope }: Grant, state: GivenConsent): boolean {
  const first = state.scopes[0]
  return state.personId === personId && first !== undefined && isSameScope(first.scope, scope)
}

function isEmpty({ recipients, categories, purposes }: ConsentScope): boolean {
  return recipients.length === 0 || categories.length === 0 || purposes.length === 0
}

/** Narrowing to nothing is revoking, and is asked for as such. */
function narrow(data: Narrowing, state: GivenConsent): ConsentDecision {
  if (state.status !== 'active') return refuse('conflict', 'consent-ended')
  const held = state.scopes.at(-1)
  if (held !== undefined && isSameScope(data.scope, held.scope)) return accept()
  if (isEmpty(data.scope)) return refuse('incorrect', 'consent-scope-empty')
  if (held === undefined || !isWithin(data.scope, held.scope))
    return refuse('incorrect', 'consent-may-only-be-narrowed')
  return accept({ type: 'ConsentNarrowed', data })
}

/** Always possible, and the second time changes nothing. */
function revoke(data: Revocation, state: GivenConsent): ConsentDecision {
  return state.status === 'active' ? accept({ type: 'ConsentRevoked', data }) : accept()
}

/** A timer: early is refused, late and twice change nothing. */
function expire(data: Expiry, state: GivenConsent): ConsentDecision {
  if (state.status !== 'active') return accept()
  const until = state.scopes.at(-1)?.scope.until
  if (until === undefined || data.expiredAt < until)
    return refuse('conflict', 'consent-not-yet-expired')
  return accept({ type: 'ConsentExpired', data })
}
