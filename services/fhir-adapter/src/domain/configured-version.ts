import {
  accept,
  type Command,
  type Decider,
  type Event,
  type Instant,
} from '@careloom/event-sourcing'

/** One version of a resource that follows from configuration, by what it says. */
type Found = { readonly resource: string; readonly hash: string; readonly at: Instant }

export type ConfiguredEvent = Event<'ConfiguredResourceChanged', Found>

/** What a resource says now is compared with what was found last: its version changes when that does, and at no start. */
export const configuredDecider: Decider<
  { readonly hash: string },
  Command<'CompareConfiguredResource', Found>,
  ConfiguredEvent,
  never
> = {
  initialState: { hash: '' },
  decide: ({ data }, { hash }) =>
    data.hash === hash ? accept() : accept({ type: 'ConfiguredResourceChanged', data }),
  evolve: (_state, { data: { hash } }) => ({ hash }),
}
