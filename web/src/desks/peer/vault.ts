import { encounterNote, type EncounterNote } from '@careloom/web-api'

/** A note that waits on this device. `owner` is the peer who wrote it; only they send it. */
export type KeptNote = {
  readonly idempotencyKey: string
  readonly owner: string
  readonly assignmentId: string
  readonly note: EncounterNote
}
type Sealed = {
  readonly idempotencyKey: string
  readonly owner: string
  readonly assignmentId: string
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'))
  })
}

async function open(): Promise<IDBDatabase> {
  const request = indexedDB.open('careloom', 1)
  request.onupgradeneeded = () => {
    request.result.createObjectStore('keys')
    request.result.createObjectStore('notes', { keyPath: 'idempotencyKey' })
  }
  return settled(request)
}

/** The device's key: it can seal and open, but no script can read it out. Made once; the first of two tabs wins. */
async function deviceKey(db: IDBDatabase): Promise<CryptoKey> {
  const read = () =>
    settled<CryptoKey | undefined>(db.transaction('keys').objectStore('keys').get('notes'))
  const kept = await read()
  if (kept) return kept
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
  await settled(db.transaction('keys', 'readwrite').objectStore('keys').add(made, 'notes')).catch(
    () => undefined,
  )
  return (await read()) ?? made
}

/** Seals a note (AES-256-GCM) and keeps it. Kept again under the same key, it replaces itself. */
export async function keepNote(kept: KeptNote): Promise<void> {
  const db = await open()
  const { note, ...envelope } = kept
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const plain = new TextEncoder().encode(JSON.stringify(note))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await deviceKey(db), plain)
  const entry: Sealed = { ...envelope, iv, sealed }
  await settled(db.transaction('notes', 'readwrite').objectStore('notes').put(entry))
  db.close()
}

/** The notes of one peer on this device, opened. One that cannot be opened is left where it is. */
export async function keptNotes(owner: string): Promise<KeptNote[]> {
  const db = await open()
  const key = await deviceKey(db)
  const entries = await settled<Sealed[]>(db.transaction('notes').objectStore('notes').getAll())
  db.close()
  const mine = entries.filter((entry) => entry.owner === owner)
  const opened = await Promise.all(mine.map((entry) => unseal(entry, key)))
  return opened.filter((note) => note !== null)
}

async function unseal(
  { iv, sealed, ...envelope }: Sealed,
  key: CryptoKey,
): Promise<KeptNote | null> {
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed)
    const note = encounterNote.parse(JSON.parse(new TextDecoder().decode(plain)))
    return { ...envelope, note }
  } catch {
    return null
  }
}

export async function forgetNote(idempotencyKey: string): Promise<void> {
  const db = await open()
  await settled(db.transaction('notes', 'readwrite').objectStore('notes').delete(idempotencyKey))
  db.close()
}
