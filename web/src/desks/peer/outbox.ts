import { ApiProblem } from '@careloom/web-api'
import { useSyncExternalStore } from 'react'
import { api, troubleOf } from '../../app/api.ts'
import { onLive } from '../../app/events.ts'
import { queryClient } from '../../app/query-client.ts'
import { session } from '../../app/session.ts'
import { forgetNote, keepNote, keptNotes, type KeptNote } from './kept-notes.ts'

let kept: readonly KeptNote[] = []
let owner: string | null = null
let sending: Promise<void> | null = null
const readers = new Set<() => void>()

async function look(): Promise<void> {
  kept = owner === null ? [] : await keptNotes(owner)
  for (const tell of readers) tell()
}

/** The notes that wait on this device, those that were refused among them. */
export function useOutbox(): readonly KeptNote[] {
  return useSyncExternalStore(
    (tell) => {
      readers.add(tell)
      return () => readers.delete(tell)
    },
    () => kept,
  )
}

/** Keeps a note and tries to send it. Answers what became of it. @throws when the device cannot keep it. */
export async function putNote(note: KeptNote): Promise<'sent' | 'kept' | 'refused'> {
  await keepNote(note)
  // A round that is under way may have looked before this note was kept.
  await sending
  await sendKept()
  const left = kept.find(({ idempotencyKey }) => idempotencyKey === note.idempotencyKey)
  if (left === undefined) return 'sent'
  return left.refused === undefined ? 'kept' : 'refused'
}

/** Takes a note off this device; answers how to put it back. */
export async function dropNote(note: KeptNote): Promise<() => Promise<void>> {
  await forgetNote(note.idempotencyKey)
  await look()
  return async () => {
    await keepNote(note)
    await look()
  }
}

/** Sends what waits, one after the other, each with its own key: sent twice, it is recorded once. */
function sendKept(): Promise<void> {
  sending ??= sendAll().finally(() => (sending = null))
  return sending
}

async function sendAll(): Promise<void> {
  if (owner === null || session() === null) return
  const notes = await keptNotes(owner)
  let sent = 0
  // What was refused is refused again, until it has been mended.
  for (const note of notes.filter(({ refused }) => refused === undefined)) {
    const outcome = await sendOne(note)
    if (outcome === 'unreachable') break
    if (outcome === 'sent') sent += 1
    else await keepNote({ ...note, refused: outcome })
  }
  await look()
  if (sent > 0) void queryClient.invalidateQueries()
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

/** Starts sending for a peer: now, whenever the device is back online or the server is, and every minute. */
export function startOutbox(peerWorkerId: string): () => void {
  owner = peerWorkerId
  const go = () => void sendKept()
  go()
  addEventListener('online', go)
  const stop = onLive(go)
  const timer = setInterval(go, 60_000)
  return () => {
    removeEventListener('online', go)
    stop()
    clearInterval(timer)
  }
}
