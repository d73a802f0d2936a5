/** What is kept sealed on this device (AES-256-GCM), under a key that can seal and open but that no script can read out. */
export type Sealed = {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly sealed: ArrayBuffer
}
type Store = 'notes' | 'drafts'

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'))
  })
}

let opened: Promise<IDBDatabase> | null = null

function open(): Promise<IDBDatabase> {
  opened ??= openNow().catch((error: unknown) => {
    opened = null
    throw error
  })
  return opened
}

async function openNow(): Promise<IDBDatabase> {
  const request = indexedDB.open('careloom', 2)
  request.onupgradeneeded = () => {
    const { result } = request
    const lacks = (store: string) => !result.objectStoreNames.contains(store)
    if (lacks('keys')) result.createObjectStore('keys')
    if (lacks('notes')) result.createObjectStore('notes', { keyPath: 'idempotencyKey' })
    if (lacks('drafts')) result.createObjectStore('drafts', { keyPath: ['owner', 'place'] })
  }
  const db = await settled(request)
  db.onversionchange = () => {
    db.close()
    opened = null
  }
  return db
}

/** Made once; the first of two tabs wins. */
async function deviceKey(): Promise<CryptoKey> {
  const db = await open()
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

export async function seal(value: unknown): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const plain = new TextEncoder().encode(JSON.stringify(value))
  return {
    iv,
    sealed: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await deviceKey(), plain),
  }
}

/** What was sealed; undefined when this device cannot open it. */
export async function unseal({ iv, sealed }: Sealed): Promise<unknown> {
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await deviceKey(), sealed)
    return JSON.parse(new TextDecoder().decode(plain)) as unknown
  } catch {
    return undefined
  }
}

export async function put(store: Store, entry: Sealed): Promise<void> {
  const db = await open()
  await settled(db.transaction(store, 'readwrite').objectStore(store).put(entry))
}

export async function all<Entry extends Sealed>(store: Store): Promise<Entry[]> {
  const db = await open()
  return settled<Entry[]>(db.transaction(store).objectStore(store).getAll())
}

export async function remove(store: Store, key: IDBValidKey | IDBKeyRange): Promise<void> {
  const db = await open()
  await settled(db.transaction(store, 'readwrite').objectStore(store).delete(key))
}
