import { encounterFields, type EncounterNote } from '@careloom/web-api'
import { z } from 'zod'
import { all, put, remove, seal, unseal, type Sealed } from '../../app/vault.ts'

/** A note that waits on this device. `owner` is the peer who wrote it; only they send it. */
export type KeptNote = {
  readonly idempotencyKey: string
  readonly owner: string
  readonly assignmentId: string
  readonly note: EncounterNote
  /** Whom it is about, as the peer's list says it. */
  readonly name: string
  /** Why the server did not take it: it is sent again once it has been mended. */
  readonly refused?: string
}
type Entry = Sealed & Omit<KeptNote, 'note' | 'name'>

/** Seals a note and keeps it. Kept again under the same key, it replaces itself. */
export async function keepNote({ note, name, ...envelope }: KeptNote): Promise<void> {
  const entry: Entry = { ...envelope, ...(await seal({ note, name })) }
  await put('notes', entry)
}

/** The notes of one peer on this device, opened. One that cannot be opened is left where it is. */
export async function keptNotes(owner: string): Promise<KeptNote[]> {
  const mine = (await all<Entry>('notes')).filter((entry) => entry.owner === owner)
  const opened = await Promise.all(mine.map(openNote))
  return opened.filter((note) => note !== null)
}

// Not by the rules of a finished note: one that breaks them is what has to be opened and mended.
const content = z.object({ note: encounterFields, name: z.string() })

async function openNote({ iv, sealed, ...envelope }: Entry): Promise<KeptNote | null> {
  const found = content.safeParse(await unseal({ iv, sealed }))
  return found.success ? { ...envelope, ...found.data } : null
}

export const forgetNote = (idempotencyKey: string): Promise<void> => remove('notes', idempotencyKey)
