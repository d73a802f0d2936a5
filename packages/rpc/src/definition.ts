import type { CallMetadata } from '@careloom/event-sourcing'

/** Encodes and decodes one message type; what ts-proto generates. */
export type Codec<T> = {
  encode(message: T): { finish(): Uint8Array }
  decode(input: Uint8Array): T
}

// A codec is used in both directions, so no narrower type of its message fits every method.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyCodec = Codec<any>

export type MethodDefinition = {
  readonly name: string
  readonly requestType: AnyCodec
  readonly responseType: AnyCodec
  readonly requestStream: false
  readonly responseStream: false
}

/** A service as generated from `proto/`: the same object describes it in process and over gRPC. */
export type ServiceDefinition = {
  readonly name: string
  readonly fullName: string
  readonly methods: Readonly<Record<string, MethodDefinition>>
}

type MessageOf<C> = C extends Codec<infer T> ? T : never

export type Call = {
  readonly metadata: CallMetadata
  /** Milliseconds that the caller will wait; 5,000 if it does not say. */
  readonly timeoutMs?: number | undefined
  /** Refused as `revision-changed` unless the stream is at this revision. */
  readonly ifRevision?: number | undefined
}

/** What a service implements. A refusal is thrown as `Refused`, bad input as `InvalidInput`. */
export type Handlers<D extends ServiceDefinition> = {
  readonly [M in keyof D['methods']]: (
    request: MessageOf<D['methods'][M]['requestType']>,
    call: Call,
  ) => Promise<MessageOf<D['methods'][M]['responseType']>>
}

/**
 * What a caller has: the same functions, in process or over the wire.
 * @throws Refused, InvalidInput, RpcFailure: the same three on every transport
 */
export type Client<D extends ServiceDefinition> = Handlers<D>

export const defaultTimeoutMs = 5_000

/** How large a request or its answer may be, on the way between two processes. */
export const largestMessageBytes = 4 * 1024 * 1024
