import type { Projection, Timer } from '@careloom/event-sourcing'
import { consentDecider, type ConsentEvent, type GivenConsent } from '../../domain/consent.ts'
import type { ErasureEvent } from '../../domain/erasure.ts'
import { isErasure } from './is-erasure.ts'

/** Every consent of a person with what held when: for their sharing page and for checks before a disclosure. */
export type ConsentRow = GivenConsent & { readonly revision: number }

export const consentList: Projection<ConsentEvent | ErasureEvent, ConsentRow> = {
  name: 'consent-list',
  version: 1,
  handles: [
    'ConsentGranted',
    'ConsentNarrowed',
    'ConsentRevoked',
    'ConsentExpired',
    'ErasureOrdered',
    'ErasureCarriedOut',
  ],
  keysOf: (event, lookup) =>
    isErasure(event) ? lookup('person', event.data.personId) : [event.data.consentId],
  project(row, event) {
    if (isErasure(event)) return null
    const state = consentDecider.evolve(row ?? consentDecider.initialState, event)
    return state.status === 'none' ? undefined : { ...state, revision: event.revision }
  },
  indexes: { person: (row) => [row.personId] },
}

/** When consents end by themselves. Keys are consent ids. */
export const consentTimers: Projection<ConsentEvent | ErasureEvent, Timer> = {
  name: 'consent-timers',
  version: 1,
  handles: ['ConsentGranted', 'ConsentNarrowed', 'ConsentRevoked', 'ConsentExpired'],
  keysOf: (event) => ('consentId' in event.data ? [event.data.consentId] : []),
  project(_row, event, key) {
    if (event.type !== 'ConsentGranted' && event.type !== 'ConsentNarrowed') return null
    const { until } = event.data.scope
    return until === null ? null : { dueAt: until, command: 'ExpireConsent', subject: key }
  },
  indexes: { dueAt: (row) => [row.dueAt] },
}
