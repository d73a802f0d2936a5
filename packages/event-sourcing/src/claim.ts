import { commandHandler } from './command-handler.ts'
import { accept, refuse, type Decider, type Event } from './decider.ts'
import type { EventStore, Metadata } from './event-store.ts'
import type { Refusal } from './refusal.ts'

/** A natural key was taken for an id · what it was taken for exists · it is free again. */
export type ClaimEvent =
  | Event<'Claimed', { id: string }>
  | Event<'ClaimConfirmed', { id: string }>
  | Event<'ClaimReleased', { id: string }>

type ClaimState = { readonly status: 'free' } | { readonly status: 'claimed' | 'confirmed'; readonly id: string }
type ClaimCommand = { readonly kind: 'claim' | 'confirm' | 'release'; readonly id: string }

const claimDecider: Decider<ClaimState, ClaimCommand, ClaimEvent, 'claim-held'> = {
  initialState: { status: 'free' },
  evolve(_state, event) {
    if (event.type === 'ClaimReleased') return { status: 'free' }
    return { status: event.type === 'Claimed' ? 'claimed' : 'confirmed', id: event.data.id }
  },
  decide({ kind, id }, state) {
    if (kind === 'claim')
      return state.status === 'free' ? accept({ type: 'Claimed', data: { id } }) : refuse('conflict', 'claim-held', { id: state.id })
    if (state.status !== 'claimed' || state.id !== id) return accept()
    return accept({ type: kind === 'confirm' ? 'ClaimConfirmed' : 'ClaimReleased', data: { id } })
  },
}

export type Claimed<T> =
  | { readonly status: 'created'; readonly id: string; readonly value: T }
  /** Somebody holds the key already; `id` is theirs. */
  | { readonly status: 'exists'; readonly id: string }
  | { readonly status: 'refused'; readonly refusal: Refusal }

/**
 * Takes natural keys once. `stream` names a claim by a keyed hash, so that no identifier stands in a log. `create` must
 * be idempotent per id (a stream of its own, appended at revision 0): a claim without its creation is finished by
 * whoever finds it, so that a crash leaves nothing stuck.
 */
export function claims(store: EventStore<ClaimEvent>) {
  const handle = commandHandler(claimDecider, store)
  const step = (stream: string, kind: ClaimCommand['kind'], id: string, metadata: Metadata) =>
    handle(stream, { kind, id }, { ...impersonal(metadata), causationId: `${metadata.causationId}:${kind}` })

  async function finish<T>(stream: string, id: string, metadata: Metadata, create: Create<T>): Promise<Claimed<T>> {
    const made = await create(id)
    await step(stream, made.ok ? 'confirm' : 'release', id, metadata)
    return made.ok ? { status: 'created', id, value: made.value } : { status: 'refused', refusal: made.refusal }
  }

  return {
    /** Claims, creates, confirms. `newId` is used only by the one that wins. */
    async createOnce<T>(stream: string, newId: string, metadata: Metadata, create: Create<T>): Promise<Claimed<T>> {
      const claim = await step(stream, 'claim', newId, metadata)
      if (claim.ok) return finish(stream, heldBy(claim.events) ?? newId, metadata, create)
      const id = claim.refusal.detail?.['id']
      if (id === undefined) return { status: 'refused', refusal: claim.refusal }
      const history = await store.read(stream)
      if (history.at(-1)?.type === 'ClaimConfirmed') return { status: 'exists', id }
      const finished = await finish(stream, id, metadata, create)
      return finished.status === 'created' ? { status: 'exists', id } : finished
    },
    async holder(stream: string): Promise<string | undefined> {
      const last = (await store.read(stream)).at(-1)
      return last === undefined || last.type === 'ClaimReleased' ? undefined : last.data.id
    },
    /** Frees a confirmed or claimed key, when what it stood for has ended. */
    async free(stream: string, id: string, metadata: Metadata): Promise<void> {
      for (;;) {
        const history = await store.read(stream)
        const last = history.at(-1)
        if (last === undefined || last.type === 'ClaimReleased' || last.data.id !== id) return
        try {
          await store.append(stream, history.length, [{ type: 'ClaimReleased', data: { id } }], impersonal(metadata))
          return
        } catch (error) {
          if (!(error instanceof Error && error.name === 'WrongExpectedRevision')) throw error
        }
      }
    },
  }
}

export type Create<T> = (
  id: string,
) => Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal }>

function heldBy(events: readonly ClaimEvent[]): string | undefined {
  return events.find((event) => event.type === 'Claimed')?.data.id
}

/** A claim outlives the person it names: sealed with their key it could never be freed again after an erasure. */
function impersonal(metadata: Metadata): Metadata {
  return { ...metadata, person: undefined }
}
