import { StoreBusy } from '../failure.ts'
import type { DropErased } from '../sealing.ts'

/** How long an erasure is waited for before it is asked for again; milliseconds. */
const eraseMs = 20_000

/** Whoever in this process holds copies of what keys seal. */
export class Holders {
  private readonly holders = new Set<DropErased>()
  private last: number

  /** @param dropped the erasure up to which nobody holds anything */
  constructor(dropped: number) {
    this.last = dropped
  }

  add(drop: DropErased): () => void {
    this.holders.add(drop)
    return () => this.holders.delete(drop)
  }

  /** Resolves when nobody holds anything of those who were erased up to there. */
  async drop(position: number): Promise<void> {
    await Promise.all([...this.holders].map((drop) => drop(position)))
    this.last = Math.max(this.last, position)
  }

  /** The erasure up to which nobody in this process holds anything any more. */
  droppedUpTo(): number {
    return this.last
  }
}

/**
 * Whoever reads what is to be erased for long (a backup) holds up the erasure: it is asked for again, and finds itself half done.
 * @throws StoreBusy
 */
export async function inTime(erasing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new StoreBusy(1_000)), eraseMs)
  })
  await Promise.race([erasing, late]).finally(() => clearTimeout(timer))
}
