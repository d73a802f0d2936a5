import type { Event } from './decider.ts'
import type { EventStore, Metadata, RecordedEvent } from './event-store.ts'
import { WrongExpectedRevision } from './failure.ts'
import type { Refusal } from './refusal.ts'

/** A natural key was taken for an id · what it was taken for exists · it is free again. */
export type ClaimEvent =
  | Event<'Claimed', { id: string }>
  | Event<'ClaimConfirmed', { id: string }>
  | Event<'ClaimReleased', { id: string }>

export type Claimed<T> =
  | { readonly status: 'created'; readonly id: string; readonly value: T }
  /** Somebody holds the key already; `id` is theirs. */
  | { readonly status: 'exists'; readonly id: string }
  | { readonly status: 'refused'; readonly refusal: Refusal }

export type Create<T> = (
  id: string,
) => Promise<
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }
>

type Claim = {
  readonly status: 'free' | 'claimed' | 'confirmed'
  readonly id: string
  /** The command that took it. */
  readonly causationId: string
  readonly revision: number
}

/**
 * Takes natural keys once. `stream` names a claim by a keyed hash, so that no identifier stands in a log. `create` must
 * be idempotent per id (a stream of its own, appended at revision 0): a claim without its creation is finished by
 * whoever finds it, so that a crash leaves nothing stuck.
 */
export function claims(store: EventStore<ClaimEvent>) {
  const current = async (stream: string) => claimOf(await store.read(stream))

  /** Appends at the revision that the claim was read at; false when somebody was faster. */
  async function record(
    stream: string,
    claim: Claim,
    type: ClaimEvent['type'],
    id: string,
    metadata: Metadata,
  ) {
    try {
      await store.append(stream, claim.revision, [{ type, data: { id } }], impersonal(metadata))
      return true
    } catch (error) {
      if (error instanceof WrongExpectedRevision) return false
      throw error
    }
  }

  /**
   * Creates; confirms what somebody else left unfinished. A key that was freed meanwhile is taken again: what exists holds
   * its key.
   */
  async function finish<T>(
    stream: string,
    id: string,
    metadata: Metadata,
    create: Create<T>,
    isMine: boolean,
  ): Promise<Claimed<T>> {
    const made = await create(id)
    for (;;) {
      const claim = await current(stream)
      if (!made.ok) {
        const done = claim.status !== 'claimed' || claim.id !== id
        if (done || (await record(stream, claim, 'ClaimReleased', id, metadata)))
          return { status: 'refused', refusal: made.refusal }
      } else if (claim.status !== 'free' && claim.id !== id)
        return { status: 'exists', id: claim.id }
      else if (
        claim.status === 'confirmed' ||
        (claim.status === 'claimed' && isMine) ||
        (await record(stream, claim, 'ClaimConfirmed', id, metadata))
      )
        return { status: 'created', id, value: made.value }
    }
  }

  return {
    /**
     * Claims and creates. `newId` is used only by the one that wins; the same causation id wins again. The winner does not
     * confirm, which would be one more durable step for every creation: whoever asks next finishes, finds it there, confirms.
     */
    async createOnce<T>(
      stream: string,
      newId: string,
      metadata: Metadata,
      create: Create<T>,
    ): Promise<Claimed<T>> {
      for (;;) {
        const claim = await current(stream)
        if (claim.status === 'free') {
          if (await record(stream, claim, 'Claimed', newId, metadata))
            return finish(stream, newId, metadata, create, true)
          continue
        }
        const mine = claim.causationId === metadata.causationId
        if (claim.status === 'confirmed' && !mine) return { status: 'exists', id: claim.id }
        const finished = await finish(stream, claim.id, metadata, create, mine)
        return mine || finished.status !== 'created' ? finished : { status: 'exists', id: claim.id }
      }
    },
    /** Takes a free key without creating anything; answers whose it is now. Whoever takes it says so by what exists. */
    async hold(stream: string, id: string, metadata: Metadata): Promise<string> {
      for (;;) {
        const claim = await current(stream)
        if (claim.status !== 'free') return claim.id
        if (await record(stream, claim, 'Claimed', id, metadata)) return id
      }
    },
    async holder(stream: string): Promise<string | undefined> {
      const claim = await current(stream)
      return claim.status === 'free' ? undefined : claim.id
    },
    /** Frees a confirmed or claimed key, when what it stood for has ended. Idempotent. */
    async free(stream: string, id: string, metadata: Metadata): Promise<void> {
      for (;;) {
        const claim = await current(stream)
        if (claim.status === 'free' || claim.id !== id) return
        if (await record(stream, claim, 'ClaimReleased', id, metadata)) return
      }
    },
  }
}

function claimOf(history: readonly RecordedEvent<ClaimEvent>[]): Claim {
  const revision = history.length
  const last = history.at(-1)
  if (last === undefined || last.type === 'ClaimReleased')
    return { status: 'free', id: '', causationId: '', revision }
  const taken = history.findLast((event) => event.type === 'Claimed') ?? last
  const status = last.type === 'Claimed' ? 'claimed' : 'confirmed'
  return { status, id: last.data.id, causationId: taken.causationId, revision }
}

/** A claim outlives the person it names: sealed with their key it could never be freed again after an erasure. */
function impersonal(metadata: Metadata): Metadata {
  return { ...metadata, person: undefined }
}
