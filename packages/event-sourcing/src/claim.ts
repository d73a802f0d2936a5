import type { AnyEvent, Event } from './decider.ts'
import type { EventStore, Metadata, RecordedEvent } from './event-store.ts'
import { WrongExpectedRevision } from './failure.ts'
import { claimsLapsed, told, type ClaimsLapsed } from './lapse.ts'
import { readUnlessErased } from './unless-erased.ts'

/** A key was taken for an id; the append that follows `revision` in the stream of that id is to bear it out. */
export type ClaimEvent =
  | Event<'Claimed', { readonly id: string; readonly revision?: number }>
  /** Recorded by earlier versions, as is `Claimed` without a revision: whoever made those has ended. */
  | Event<'ClaimConfirmed', { readonly id: string }>
  | Event<'ClaimReleased', { readonly id: string }>

export type ClaimsNeed<E extends AnyEvent, Key> = {
  readonly claims: EventStore<ClaimEvent>
  /** A claim's stream: under a keyed hash, so that no identifier stands in a log. */
  readonly claimStream: (key: Key) => string
  /** Where the streams are that keys are taken for; in the same log as the claims. */
  readonly owners: Pick<EventStore<E>, 'read'>
  readonly lapses: Pick<EventStore<ClaimsLapsed>, 'append'>
  readonly ownerStream: (id: string) => string
  /** Whether a key is theirs by what their stream tells. */
  readonly has: (history: readonly RecordedEvent<E>[], key: Key) => boolean
  /** Gives whoever claimed a key first a moment for the append; false: they had enough of them. Two seconds by default. */
  readonly patience?: ((waited: number) => Promise<boolean>) | undefined
}

/** For what append a key is wanted. */
type Wanted = { readonly id: string; readonly revision: number; readonly metadata: Metadata }
type Claim = {
  readonly length: number
  readonly id: string | undefined
  readonly revision: number
}
type Standing = 'ours' | 'theirs' | 'pending' | 'void'

/**
 * Natural keys, each one's alone. A claim says for which append of which stream a key was taken, and that stream says
 * what came of it: it has the key (the claim is true), it went on without it (void, whoever wants the key takes it), or
 * it stands where it stood (pending: whoever wants the key waits, and at last appends a lapse in the place of the append,
 * which makes the claim void and turns back whoever made it). So nobody finishes another's work, and a crash, an
 * erasure or the end of what held a key leaves nothing to be put right.
 */
export class Claims<E extends AnyEvent, Key> {
  private readonly need: ClaimsNeed<E, Key>
  constructor(need: ClaimsNeed<E, Key>) {
    this.need = need
  }

  /** Whose a key is; undefined: nobody's. */
  async holderOf(key: Key): Promise<string | undefined> {
    const { id } = await this.claimOn(key)
    return id !== undefined && (await this.owner(id, key)).has ? id : undefined
  }

  /**
   * Takes keys for the append that follows a revision, in one order that is everybody's; else none, and answers who has
   * one. What was decided must be appended at that very revision, or decided anew.
   */
  async take(keys: readonly Key[], wanted: Wanted): Promise<string | undefined> {
    const inOrder = this.inOrder(keys)
    const other = inOrder.length > 1 ? await this.otherHolder(inOrder, wanted.id) : undefined
    if (other !== undefined) return other
    for (const [i, key] of inOrder.entries()) {
      const holder = await this.takeOne(key, wanted)
      if (holder === undefined) continue
      if (i > 0) await this.lapse(wanted.id, wanted.revision, wanted.metadata)
      return holder
    }
    return undefined
  }

  private inOrder(keys: readonly Key[]): readonly Key[] {
    const byStream = [...new Map(keys.map((key) => [this.need.claimStream(key), key]))]
    return byStream.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key)
  }

  private async otherHolder(keys: readonly Key[], id: string): Promise<string | undefined> {
    const holders = await Promise.all(keys.map((key) => this.holderOf(key)))
    return holders.find((holder) => holder !== undefined && holder !== id)
  }

  private async takeOne(key: Key, wanted: Wanted): Promise<string | undefined> {
    for (let waited = 0; ;) {
      const claim = await this.claimOn(key)
      const standing = await this.standing(claim, key, wanted)
      if (standing === 'ours') return undefined
      if (standing === 'theirs') return claim.id
      if (claim.id === undefined || standing === 'void') {
        if (await this.record(key, claim.length, wanted)) return undefined
      } else if (!(await (this.need.patience ?? patience)(waited++)))
        await this.lapse(claim.id, claim.revision, wanted.metadata)
    }
  }

  private async standing(claim: Claim, key: Key, wanted: Wanted): Promise<Standing> {
    if (claim.id === undefined) return 'void'
    // One that was made for a later append is not touched: ours will find that it comes too late.
    if (claim.id === wanted.id) return claim.revision >= wanted.revision ? 'ours' : 'void'
    const { has, revision } = await this.owner(claim.id, key)
    if (has) return 'theirs'
    return revision > claim.revision ? 'void' : 'pending'
  }

  private async claimOn(key: Key): Promise<Claim> {
    const history = await this.need.claims.read(this.need.claimStream(key))
    const last = history.at(-1)
    const length = history.length
    if (last === undefined || last.type === 'ClaimReleased')
      return { length, id: undefined, revision: endedBefore }
    const revision = last.type === 'Claimed' ? last.data.revision : undefined
    return { length, id: last.data.id, revision: revision ?? endedBefore }
  }

  private async owner(id: string, key: Key): Promise<{ has: boolean; revision: number }> {
    const history = await readUnlessErased(this.need.owners, this.need.ownerStream(id))
    if (history === undefined) return { has: false, revision: Infinity }
    return { has: this.need.has(told(history), key), revision: history.length }
  }

  private record(key: Key, length: number, { id, revision, metadata }: Wanted): Promise<boolean> {
    const claimed: ClaimEvent = { type: 'Claimed', data: { id, revision } }
    // A claim outlives the person it names: sealed with their key it could never be read again after an erasure.
    const impersonal = { ...metadata, person: undefined }
    return unlessFaster(
      this.need.claims.append(this.need.claimStream(key), length, [claimed], impersonal),
    )
  }

  /** Takes the place of the append that follows a revision: whatever was claimed for it is void. */
  private lapse(id: string, revision: number, because: Metadata): Promise<boolean> {
    const { organization, causationId } = because
    const metadata = { actor: 'system:claims', organization, causationId: `${causationId}:lapsed` }
    return unlessFaster(
      this.need.lapses.append(this.need.ownerStream(id), revision, [claimsLapsed], metadata),
    )
  }
}

/** Of no revision that anybody appends at any more. */
const endedBefore = -1

/** False when somebody else appended first. */
async function unlessFaster(appended: Promise<unknown>): Promise<boolean> {
  try {
    await appended
    return true
  } catch (error) {
    if (error instanceof WrongExpectedRevision) return false
    throw error
  }
}

/** 1, 2, 4 … 50 ms, two seconds in all. */
async function patience(waited: number): Promise<boolean> {
  await new Promise((resolve) => setTimeout(resolve, Math.min(2 ** waited, 50)))
  return waited < 45
}
