import { accept } from '@careloom/event-sourcing'
import type { Decider } from '@careloom/event-sourcing'
import { caseloadDecider } from './caseload.ts'
import type { Caseload } from './caseload-state.ts'
import type { CaseloadCommand, CaseloadEvent, CaseloadRefusal } from './caseload-events.ts'

/** How full a caseload is once an event has happened: places reserved or confirmed, in units of caseload weight. */
export type Counts = { readonly limit: number; readonly taken: number }

type Counted<E extends CaseloadEvent> = E extends CaseloadEvent
  ? E & { readonly data: { readonly counts: Counts } }
  : never

/** What the log keeps of a caseload: each event with the counts after it, so that nobody has to fold to publish it. */
export type CountedCaseloadEvent = Counted<CaseloadEvent>

/** The caseload's decider, with the counts put on what it decides. */
export const countedCaseloadDecider: Decider<
  Caseload,
  CaseloadCommand,
  CountedCaseloadEvent,
  CaseloadRefusal
> = {
  initialState: caseloadDecider.initialState,
  evolve: (state, event) => caseloadDecider.evolve(state, event),
  decide(command, before) {
    const decision = caseloadDecider.decide(command, before)
    if (!decision.ok) return decision
    let state = before
    const counted = decision.events.map((event) => {
      state = caseloadDecider.evolve(state, event)
      return withCounts(event, { limit: state.limit ?? 0, taken: state.taken })
    })
    return accept(...counted)
  },
}

function withCounts(event: CaseloadEvent, counts: Counts): CountedCaseloadEvent {
  switch (event.type) {
    case 'CaseloadLimitSet':
      return { type: event.type, data: { ...event.data, counts } }
    case 'AvailabilityDeclared':
      return { type: event.type, data: { ...event.data, counts } }
    case 'PlaceReserved':
      return { type: event.type, data: { ...event.data, counts } }
    case 'PlaceConfirmed':
      return { type: event.type, data: { ...event.data, counts } }
    case 'PlaceReleased':
      return { type: event.type, data: { ...event.data, counts } }
    case 'ReservationExpired':
      return { type: event.type, data: { ...event.data, counts } }
  }
}
