import type { ServerDuplexStream } from '@grpc/grpc-js'
import { LRUCache } from 'lru-cache'
import { seenByCaller } from '../errors.ts'
import { unknownCaller } from '../callers/callers.ts'
import { admitted, callerKey, type Trust } from './credential.ts'
import { opening, type ExchangeService } from './exchange.ts'
import { toStatus } from './wire.ts'

type Stream<A> = ServerDuplexStream<Buffer, A>

/** Longer than any credential holds. */
const rememberedMs = 60_000

/** Streams that others keep open to this process. */
export class Exchanges {
  /** Those that are open, and whether something is to be answered. */
  private readonly open = new Map<Stream<never>, boolean>()
  /** A credential opens one stream: who has read it on the way opens none. */
  private readonly used = new LRUCache<string, true>({ max: 10_000, ttl: rememberedMs })
  private isEnding = false

  /** Answers message by message until its caller, or this process, has had enough. */
  async serve<Q, A>(
    { fullName, path, requestType }: ExchangeService<Q, A>,
    answer: (message: Q) => Promise<A>,
    trust: Trust,
    stream: Stream<A>,
  ): Promise<void> {
    this.open.set(stream, false)
    try {
      this.admit(trust, fullName, path, stream)
      for await (const bytes of stream.iterator({ destroyOnReturn: false })) {
        this.open.set(stream, true)
        stream.write(await answer(requestType.decode(bytes as Buffer)))
        this.open.set(stream, false)
        if (this.isEnding) break
      }
      stream.end()
    } catch (error) {
      if (!stream.destroyed) stream.emit('error', toStatus(seenByCaller(error)))
    } finally {
      this.open.delete(stream)
    }
  }

  /** Takes no message any more; what was taken is answered. */
  end(): void {
    this.isEnding = true
    for (const [stream, isAnswering] of this.open) if (!isAnswering) stream.end()
  }

  private admit(trust: Trust, service: string, path: string, { metadata }: Stream<never>): void {
    admitted(trust, service, path, metadata, opening)
    const credential = String(metadata.get(callerKey)[0])
    if (this.used.has(credential)) throw unknownCaller('credential-used-before')
    this.used.set(credential, true)
  }
}
