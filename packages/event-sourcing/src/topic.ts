import type { AnyEvent } from './decider.ts'

/**
 * The name of a topic, `careloom.<service>.<aggregate>.v<major>`, which knows the events that it carries: whoever follows
 * or publishes it is checked against them.
 */
export type Topic<P extends AnyEvent> = string & { readonly carries?: P }
