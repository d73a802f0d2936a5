import {
  onEach,
  projection,
  type Instant,
  type Timer,
  type ReceivedEvent,
} from '@careloom/event-sourcing'
import { consentDecider, type ConsentEvent, type GivenConsent } from '../../domain/consent.ts'

/** Every consent of a person with what held when: for their sharing page and for checks before a disclosure. */
export type ConsentRow = GivenConsent & { readonly revision: number }

export const consentList = projection<ConsentEvent, ConsentRow>({
  name: 'consent-list',
  version: 3,
  key: ({ consentId }) => consentId,
  person: ({ personId }) => personId,
  on: onEach(['ConsentGranted', 'ConsentNarrowed', 'ConsentRevoked', 'ConsentExpired'], folded),
  indexes: { person: ({ personId }) => [personId] },
})

function folded(
  row: ConsentRow | undefined,
  _data: unknown,
  event: ReceivedEvent<ConsentEvent>,
): ConsentRow | undefined {
  const state = consentDecider.evolve(row ?? consentDecider.initialState, event)
  return state.status === 'none' ? undefined : { ...state, revision: event.revision }
}

type ConsentTimer = Timer & { readonly personId: string }
const gone = () => null

/** When consents end by themselves. Keys are consent ids. */
export const consentTimers = projection<ConsentEvent, ConsentTimer>({
  name: 'consent-timers',
  version: 3,
  key: ({ consentId }) => consentId,
  person: ({ personId }) => personId,
  on: {
    ConsentGranted: (_row, data) => expiry(data),
    ConsentNarrowed: (_row, data) => expiry(data),
    ConsentRevoked: gone,
    ConsentExpired: gone,
  },
  indexes: { dueAt: (row) => [row.dueAt] },
})

type Lasting = {
  readonly consentId: string
  readonly personId: string
  readonly scope: { readonly until?: Instant | undefined }
}

function expiry({ consentId, personId, scope: { until } }: Lasting): ConsentTimer | null {
  return until === undefined
    ? null
    : { dueAt: until, command: 'ExpireConsent', subject: consentId, personId }
}
