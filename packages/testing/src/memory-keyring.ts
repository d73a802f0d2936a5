import { randomBytes, type KeyObject } from 'node:crypto'
import type { DropErased, Keyring, SealingKeys } from '@careloom/event-sourcing'
import {
  Holders,
  inTime,
  unwrap,
  wrap,
  wrapAnew,
  type ErasureLedger,
  type WrappingKeys,
} from '@careloom/event-sourcing/keys'
import { MemoryKeys } from './memory-keys.ts'
import { scratchKey } from './scratch-log.ts'

export type MemoryKeyringOptions = {
  readonly keks?: WrappingKeys
  readonly ledger?: ErasureLedger | undefined
}

/** One process's keyring on keys in memory. Everything is at hand. */
export class MemoryKeyring implements Keyring<KeyObject>, SealingKeys<KeyObject> {
  readonly erasures: MemoryKeys
  private readonly ledger: ErasureLedger | undefined
  private readonly erasedBefore: number
  private readonly holders: Holders
  private keks: WrappingKeys

  constructor(keys = new MemoryKeys(), { keks = [scratchKey], ledger }: MemoryKeyringOptions = {}) {
    this.erasures = keys
    this.keks = keks
    this.ledger = ledger
    this.erasedBefore = keys.known()
    this.holders = new Holders(this.erasedBefore)
    keys.processes.add(this)
  }

  peek(subject: string): KeyObject | 'erased' | undefined {
    if (this.isErased(subject)) return 'erased'
    const wrapped = this.erasures.find(subject)
    return wrapped && unwrap(this.keks, subject, wrapped)
  }

  isErased(subject: string): boolean {
    return this.erasures.numberOf(subject) > 0
  }

  wasErasedHere(subject: string): boolean {
    return this.erasures.numberOf(subject) > this.erasedBefore
  }

  async load(): Promise<void> {
    // Everything is at hand.
  }

  async forSealing(
    subjects: readonly string[],
  ): Promise<(subject: string) => KeyObject | 'erased'> {
    for (const subject of subjects)
      if (this.peek(subject) === undefined)
        this.erasures.put(subject, wrap(this.keks, subject, randomBytes(32)))
    return (subject) => {
      const key = this.peek(subject)
      if (key === undefined) throw new TypeError('no key was asked for')
      return key
    }
  }

  async erase(subject: string): Promise<void> {
    this.ledger?.add(subject)
    await inTime(this.carryOut(subject))
  }

  async eraseAgain(): Promise<number> {
    const known = this.ledger?.subjects() ?? []
    const back = known.filter((subject) => !this.isErased(subject))
    for (const subject of back) await this.carryOut(subject)
    return back.length
  }

  heldBy(drop: DropErased): () => void {
    return this.holders.add(drop)
  }

  wrapBy(keks: WrappingKeys): void {
    this.keks = keks
    for (const subject of this.erasures.subjects()) {
      const anew = wrapAnew(keks, subject, this.erasures.find(subject) ?? new Uint8Array())
      if (anew !== undefined) this.erasures.put(subject, anew)
    }
  }

  close(): void {
    this.erasures.processes.delete(this)
  }

  private async carryOut(subject: string): Promise<void> {
    this.erasures.erase(subject)
    for (const other of this.erasures.processes)
      // Who cannot drop them now is told with the next.
      if (other !== this) void other.dropped().catch(() => undefined)
    await this.dropped()
  }

  /** Resolves when nobody in this process holds anything of whoever was erased. */
  dropped(): Promise<void> {
    return this.holders.drop(this.erasures.known())
  }
}
