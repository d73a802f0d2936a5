import { whileHeld, type Lease, type OnDuty } from '@careloom/event-sourcing'
import { unsure, type Asked, type Direction, type LogHolder } from '@careloom/event-sourcing/log'
import type { AddressedLease } from '@careloom/mongodb'
import type { HandOverRequest, HandOverResponse } from '@careloom/proto/log'
import type { Exchange } from '@careloom/rpc/grpc'
import { fromAnswer, isTooLarge, messagesOf } from './hand-over.ts'

export type HandOver = Pick<Exchange<HandOverRequest, HandOverResponse>, 'ask' | 'close'>

export type LogHoldingNeed = {
  readonly log: string
  /** Opens a stream to the process that is reached at a place. */
  readonly reach: (place: string) => HandOver
  readonly onError: (error: unknown) => void
  /** How long whoever holds the log may take for a message; milliseconds. */
  readonly answerMs?: number
  /** How often it is asked who holds it: a third of the term of the lease; milliseconds. */
  readonly everyMs?: number
}

/** Several times what a busy database takes. */
const defaultAnswerMs = 2_000
/** So long nothing is handed to whoever did not answer. */
const sparedMs = 5_000

type Holder = { readonly place: string; readonly stream: HandOver; sparedUntil: number }

/**
 * A process's part in who writes a log: while it holds the lease it takes what others hand over, and while another one does it
 * hands over what it is asked. The lease only directs.
 */
export class LogHolding {
  private readonly need: LogHoldingNeed
  private readonly take: LogHolder
  private readonly taken = new Set<Promise<unknown>>()
  private isHolder = false
  private holder: Holder | undefined
  private onDuty: OnDuty | undefined

  /** @param take writes here what others hand over */
  constructor(need: LogHoldingNeed, take: LogHolder) {
    this.need = need
    this.take = take
  }

  readonly direction: Direction = () => {
    const { holder } = this
    if (holder === undefined || holder.sparedUntil > performance.now()) return undefined
    return (asked) => this.handOver(holder, asked)
  }

  /** This process holds the log. */
  get isHeld(): boolean {
    return this.isHolder
  }

  /** Where another one is reached that does. */
  get holderPlace(): string | undefined {
    return this.holder?.place
  }

  /** Takes part from now on. @param own where this process is reached */
  begin(lease: AddressedLease, own: string): void {
    const followed: Lease = {
      acquire: async () => {
        const epoch = await lease.acquire()
        const place = epoch === undefined ? await lease.place() : undefined
        this.turnTo(place === own ? undefined : place)
        return epoch
      },
      release: () => lease.release(),
    }
    const duty = { begin: () => void (this.isHolder = true), end: () => this.end() }
    const { everyMs, onError } = this.need
    this.onDuty = whileHeld(followed, duty, { onError, ...(everyMs && { everyMs }) })
  }

  /** What others hand over, if this process holds the log: otherwise nothing becomes of it. */
  async answer(asked: readonly Asked[]): Promise<readonly number[]> {
    if (!this.isHolder) return asked.map(() => unsure)
    const taking = this.take(asked)
    const ended = taking.finally(() => this.taken.delete(ended))
    this.taken.add(ended)
    return taking
  }

  /** Takes nothing any more, answers what it has, and lets another one hold the log. What is asked here is written here. */
  async close(): Promise<void> {
    // What is not given back runs out.
    await this.onDuty?.close().catch(this.need.onError)
    this.turnTo(undefined)
  }

  private async end(): Promise<void> {
    this.isHolder = false
    await Promise.all(this.taken)
  }

  private turnTo(place: string | undefined): void {
    if (place === this.holder?.place) return
    this.holder?.stream.close()
    this.holder =
      place === undefined ? undefined : { place, stream: this.need.reach(place), sparedUntil: 0 }
  }

  private async handOver(holder: Holder, asked: readonly Asked[]): Promise<readonly number[]> {
    if (asked.some(isTooLarge)) return asked.map(() => unsure)
    const { log, answerMs = defaultAnswerMs } = this.need
    try {
      const answers: number[] = []
      for (const message of messagesOf(log, asked)) {
        const answer = await holder.stream.ask(message, answerMs)
        answers.push(...answer.answers.map(fromAnswer))
      }
      return answers
    } catch (error) {
      holder.sparedUntil = performance.now() + sparedMs
      throw error
    }
  }
}
