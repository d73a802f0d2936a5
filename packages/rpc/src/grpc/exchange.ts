import { randomUUID } from 'node:crypto'
import {
  ChannelCredentials,
  Client,
  type ClientDuplexStream,
  type ServiceDefinition as GrpcService,
} from '@grpc/grpc-js'
import type { Codec } from '../definition.ts'
import { late } from '../within.ts'
import { channel, type Proof } from './client.ts'
import { credentialed, type Identity } from './credential.ts'
import { fromStatus, Unanswered } from './wire.ts'

/** A service of one method over a stream that stays open: each message is answered before the next one is sent. */
export type ExchangeDefinition<Q, A> = {
  readonly fullName: string
  readonly methods: Readonly<
    Record<
      string,
      {
        readonly name: string
        readonly requestType: Codec<Q>
        readonly responseType: Codec<A>
        readonly requestStream: true
        readonly responseStream: true
      }
    >
  >
}

/** Such a service in the form that grpc-js wants. A message goes through as its bytes: nothing of a stranger is read. */
export function exchangeOf<Q, A>({ fullName, methods }: ExchangeDefinition<Q, A>) {
  const [[key, method]] = Object.entries(methods) as [[string, (typeof methods)[string]]]
  const { name, requestType, responseType } = method
  const path = `/${fullName}/${name}`
  const service: GrpcService = {
    [key]: {
      path,
      requestStream: true,
      responseStream: true,
      requestSerialize: (bytes: Buffer) => bytes,
      requestDeserialize: (bytes: Buffer) => bytes,
      responseSerialize: (answer: A) => Buffer.from(responseType.encode(answer).finish()),
      responseDeserialize: (bytes: Buffer) => responseType.decode(bytes),
    },
  }
  return { key, path, service, fullName, requestType, responseType }
}

export type ExchangeService<Q, A> = ReturnType<typeof exchangeOf<Q, A>>

export type ExchangeOptions = {
  readonly proof?: Proof | undefined
  /** What each opening is called; never the same. */
  readonly causeOf?: () => string
}

type Waiting<A> = { resolve(answer: A): void; reject(error: Error): void }

/** What a process proves itself with before it says anything: the stream is its own from then on. */
export const opening = new Uint8Array()

/** One stream to another process, opened when there is something to say, and anew after it has ended. */
export class Exchange<Q, A> {
  private readonly client: Client
  private readonly begin: () => ClientDuplexStream<Q, A>
  private stream: ClientDuplexStream<Q, A> | undefined
  private waiting: Waiting<A> | undefined

  constructor(
    definition: ExchangeDefinition<Q, A>,
    address: string,
    identity: Identity,
    { proof, causeOf = randomUUID }: ExchangeOptions = {},
  ) {
    const { credentials = ChannelCredentials.createInsecure(), name } = proof ?? {}
    const named = name === undefined ? {} : { 'grpc.ssl_target_name_override': name }
    this.client = new Client(address, credentials, { ...channel, ...named })
    const { path, requestType, responseType } = exchangeOf(definition)
    this.begin = () => {
      const metadata = { actor: `system:${identity.name}`, causationId: causeOf() }
      return this.client.makeBidiStreamRequest(
        path,
        (message: Q) => Buffer.from(requestType.encode(message).finish()),
        (bytes: Buffer) => responseType.decode(bytes),
        credentialed(identity, path, { metadata }, opening),
      )
    }
  }

  /** One message at a time. @throws RpcFailure when nobody answers in time; what came of it is not known then */
  ask(message: Q, withinMs: number): Promise<A> {
    if (this.waiting !== undefined) throw new TypeError('one message at a time')
    const stream = (this.stream ??= this.opened())
    return new Promise<A>((resolve, reject) => {
      const timer = setTimeout(() => this.end(stream, late()), withinMs)
      const done = () => {
        clearTimeout(timer)
        this.waiting = undefined
      }
      this.waiting = {
        resolve: (answer) => (done(), resolve(answer)),
        reject: (error) => (done(), reject(error)),
      }
      stream.write(message)
    })
  }

  close(): void {
    if (this.stream !== undefined) this.end(this.stream, new Unanswered())
    this.client.close()
  }

  private opened(): ClientDuplexStream<Q, A> {
    const stream = this.begin()
    stream.on('data', (answer: A) => this.stream === stream && this.waiting?.resolve(answer))
    stream.on('end', () => this.end(stream, new Unanswered()))
    stream.on('error', (error) => this.end(stream, failureIn(error)))
    return stream
  }

  /** Nothing of it is listened to any more. */
  private end(stream: ClientDuplexStream<Q, A>, failure: Error): void {
    if (this.stream !== stream) return
    this.stream = undefined
    stream.cancel()
    this.waiting?.reject(failure)
  }
}

type Failed = Parameters<typeof fromStatus>[0]

const failureIn = (error: Error): Error =>
  'code' in error ? fromStatus(error as unknown as Failed) : new Unanswered()
