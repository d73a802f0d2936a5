import { ApiProblem } from '@careloom/web-api'
import { useSyncExternalStore } from 'react'
import { api, troubleOf } from '../../app/api.ts'
import { queryClient } from '../../app/query-client.ts'
import { session } from '../../app/session.ts'
import { forgetNote, keepNote, keptNotes, type KeptNote } from './vault.ts'

type Outbox = { readonly waiting: number; readonly refused: string | null }

let outbox: Outbox = { waiting: 0, refused: null }
let owner: string | null = null
let sending: Promise<void> | null = null
const readers = new Set<() => void>()

function say(next: Outbox): void {
  if (next.waiting === outbox.waiting && next.refused === outbox.refused) return
  outbox = next
  for (const tell of readers) tell()
}

export function useOutbox(): Outbox {
  return useSyncExternalStore(
    (tell) => {
      readers.add(tell)
      return () => readers.delete(tell)
    },
    () => outbox,
  )
}

/** Keeps a note and tries to send it. Answers whether it was sent. @throws when the device cannot keep it. */
export async function putNote(note: KeptNote): Promise<'sent' | 'kept' | 'refused'> {
  await keepNote(note)
  // A round that is under way may have looked before this note was kept.
  await sending
  await sendKept()
  const left = await keptNotes(note.owner)
  if (left.every(({ idempotencyKey }) => idempotencyKey !== note.idempotencyKey)) return 'sent'
  return outbox.refused === null ? 'kept' : 'refused'
}

/** Sends what waits, one after the other, each with its own key: sent twice, it is recorded once. */
function sendKept(): Promise<void> {
  sending ??= sendAll().finally(() => (sending = null))
  return sending
}

async function sendAll(): Promise<void> {
  if (owner === null || session() === null) return
  const notes = await keptNotes(owner)
  let refused: string | null = null
  let left = notes.length
  for (const kept of notes) {
    const outcome = await sendOne(kept)
    if (outcome === 'sent') left -= 1
    if (outcome === 'unreachable') break
    if (outcome !== 'sent') refused = outcome
  }
  say({ waiting: left, refused })
  if (left < notes.length) void queryClient.invalidateQueries()
}

/** 'sent', 'unreachable', or the code of a refusal; a refused note stays on the device. */
async function sendOne({ idempotencyKey, assignmentId, note }: KeptNote): Promise<string> {
  try {
    await api('recordEncounter', { params: { assignmentId }, body: note }, { idempotencyKey })
    await forgetNote(idempotencyKey)
    return 'sent'
  } catch (thrown) {
    const final = thrown instanceof ApiProblem && troubleOf(thrown).kind !== 'failed'
    return final && thrown.problem.status !== 401 ? thrown.problem.code : 'unreachable'
  }
}

/** Starts sending for a peer: now, whenever the device is back online, and every minute. */
export function startOutbox(peerWorkerId: string): () => void {
  owner = peerWorkerId
  const go = () => void sendKept()
  go()
  addEventListener('online', go)
  const timer = setInterval(go, 60_000)
  return () => {
    removeEventListener('online', go)
    clearInterval(timer)
  }
}
