import {
  Metadata as GrpcMetadata,
  status,
  type MethodDefinition as GrpcMethod,
  type ServiceDefinition as GrpcService,
} from '@grpc/grpc-js'
import {
  InvalidInput,
  seenFrom,
  seenSoFar,
  seenText,
  type CallMetadata,
  type Refusal,
  type RefusalCategory,
  type Seen,
} from '@careloom/event-sourcing'
import { largestMessageBytes, type Call, type ServiceDefinition } from '../definition.ts'
import {
  callerNotPermitted,
  callerUnknown,
  deadlineExceeded,
  internal,
  messageTooLarge,
  Refused,
  RpcFailure,
} from '../errors.ts'

/**
 * The generated definition in the form that grpc-js wants. A request goes through as its bytes: who calls signs them, and
 * nothing of a caller whom nobody knows is read.
 */
export function toGrpc(definition: ServiceDefinition): GrpcService {
  const methods: Record<string, GrpcMethod<Buffer, unknown>> = {}
  for (const [key, { name, responseType }] of Object.entries(definition.methods))
    methods[key] = {
      path: pathOf(definition, name),
      requestStream: false,
      responseStream: false,
      requestSerialize: (bytes) => bytes,
      requestDeserialize: (bytes) => bytes,
      responseSerialize: (message) => Buffer.from(responseType.encode(message).finish()),
      responseDeserialize: (bytes) => responseType.decode(bytes),
    }
  return methods
}

export const pathOf = (definition: ServiceDefinition, method: string): string =>
  `/${definition.fullName}/${method}`

/** The same both ways, at both ends. */
export const messageLimits = {
  'grpc.max_receive_message_length': largestMessageBytes,
  'grpc.max_send_message_length': largestMessageBytes,
}

export const metadataKey = 'careloom-call-bin'
export const revisionKey = 'careloom-if-revision'
const errorKey = 'careloom-error-bin'
export const seenKey = 'careloom-seen-bin'

export function toHeaders({ metadata, ifRevision }: Call): GrpcMetadata {
  const headers = new GrpcMetadata()
  headers.set(metadataKey, Buffer.from(JSON.stringify(metadata)))
  if (ifRevision !== undefined) headers.set(revisionKey, String(ifRevision))
  if (metadata.traceparent !== undefined) headers.set('traceparent', metadata.traceparent)
  setSeen(headers)
  return headers
}

/** What whoever this works for has seen goes with the call, and comes back, with what has been added, with the answer. */
export function setSeen(headers: GrpcMetadata): GrpcMetadata {
  headers.set(seenKey, Buffer.from(seenText(seenSoFar())))
  return headers
}

/** @throws InvalidInput */
export function seenIn(headers: GrpcMetadata): Seen {
  const [bytes] = headers.get(seenKey)
  return bytes === undefined ? {} : seenFrom(seenKey, String(bytes))
}

/** @throws InvalidInput when the caller does not say who calls and why. */
export function fromHeaders(headers: GrpcMetadata): Call {
  const [revision] = headers.get(revisionKey)
  const metadata = metadataOf(headers)
  return revision === undefined ? { metadata } : { metadata, ifRevision: Number(revision) }
}

function metadataOf(headers: GrpcMetadata): CallMetadata {
  const [bytes] = headers.get(metadataKey)
  try {
    const metadata: unknown = JSON.parse(String(bytes))
    if (isCallMetadata(metadata)) return metadata
  } catch {
    // Falls through to the same refusal: an unreadable header is a missing one.
  }
  throw new InvalidInput(metadataKey, 'must name the actor and the causation')
}

function isCallMetadata(value: unknown): value is CallMetadata {
  if (typeof value !== 'object' || value === null) return false
  const { actor, causationId, vouched } = value as Record<string, unknown>
  const isSaid = vouched === undefined || isVouched(vouched)
  return typeof actor === 'string' && typeof causationId === 'string' && isSaid
}

function isVouched(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { by, actor, until, signature } = value as Record<string, unknown>
  return (
    typeof by === 'string' &&
    typeof actor === 'string' &&
    typeof until === 'number' &&
    (signature === undefined || typeof signature === 'string')
  )
}

/** gRPC status of each kind of "no" (https://grpc.io/docs/guides/status-codes). */
const statusOf: Readonly<Record<RefusalCategory, status>> = {
  incorrect: status.INVALID_ARGUMENT,
  forbidden: status.PERMISSION_DENIED,
  'not-found': status.NOT_FOUND,
  conflict: status.FAILED_PRECONDITION,
}

type WireError =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'invalid'; readonly field: string; readonly message: string }
  | {
      readonly kind: 'failed'
      readonly code: string
      readonly retryable: boolean
      readonly retryAfterMs?: number | undefined
      readonly reason?: string | undefined
    }

export function toStatus(error: Refused | InvalidInput | RpcFailure) {
  const metadata = setSeen(new GrpcMetadata())
  const wire = describe(error)
  metadata.set(errorKey, Buffer.from(JSON.stringify(wire)))
  return { code: codeOf(error), details: wire.kind === 'failed' ? wire.code : wire.kind, metadata }
}

function describe(error: Refused | InvalidInput | RpcFailure): WireError {
  if (error instanceof Refused) return { kind: 'refused', refusal: error.refusal }
  if (error instanceof InvalidInput)
    return { kind: 'invalid', field: error.field, message: error.message }
  return {
    kind: 'failed',
    code: error.code,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    reason: error.reason,
  }
}

function codeOf(error: Refused | InvalidInput | RpcFailure): status {
  if (error instanceof Refused) return statusOf[error.refusal.category]
  if (error instanceof InvalidInput) return status.INVALID_ARGUMENT
  if (error.code === deadlineExceeded) return status.DEADLINE_EXCEEDED
  if (error.code === callerUnknown) return status.UNAUTHENTICATED
  if (error.code === callerNotPermitted) return status.PERMISSION_DENIED
  if (error.code === 'CL_STORE_BUSY') return status.RESOURCE_EXHAUSTED
  return error.retryable ? status.UNAVAILABLE : status.INTERNAL
}

/** Nobody answered; it may have been done all the same. Whoever asks again with the same causation id is told what came of it. */
export class Unanswered extends RpcFailure {
  constructor() {
    super('CL_UNAVAILABLE', { retryable: true })
  }
}

/** What the remote side said, as the error that its handler threw. */
export function fromStatus(error: {
  code: status
  metadata?: GrpcMetadata
}): Refused | InvalidInput | RpcFailure {
  const [bytes] = error.metadata?.get(errorKey) ?? []
  if (bytes !== undefined) {
    const wire = JSON.parse(String(bytes)) as WireError
    if (wire.kind === 'refused') return new Refused(wire.refusal)
    if (wire.kind === 'invalid')
      return new InvalidInput(wire.field, wire.message.slice(wire.field.length + 1))
    return new RpcFailure(wire.code, wire)
  }
  if (error.code === status.DEADLINE_EXCEEDED)
    return new RpcFailure(deadlineExceeded, { retryable: true })
  if (error.code === status.UNAVAILABLE || error.code === status.CANCELLED) return new Unanswered()
  if (error.code === status.RESOURCE_EXHAUSTED)
    return new RpcFailure(messageTooLarge, { retryable: false })
  // It runs an earlier version of the product, which has no such method: the next one will have it.
  if (error.code === status.UNIMPLEMENTED)
    return new RpcFailure('CL_NOT_SERVED_YET', { retryable: true })
  return new RpcFailure(internal, { retryable: false })
}
