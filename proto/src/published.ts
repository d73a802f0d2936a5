import type { Event } from '@careloom/event-sourcing'

/** A codec as ts-proto generates it. */
type Codec<T> = { encode(message: T): { finish(): Uint8Array }; decode(input: Uint8Array): T }

/**
 * The union of published events of a topic: each message of its proto file under its own name, which is also the
 * CloudEvents `type`. Between processes they go as JSON, sealed (ADR 81).
 */
export type PublishedEvents<Codecs> = {
  [Name in keyof Codecs & string]: Codecs[Name] extends Codec<infer T> ? Event<Name, T> : never
}[keyof Codecs & string]
