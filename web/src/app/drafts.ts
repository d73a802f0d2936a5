import { session } from './session.ts'
import { all, put, remove, seal, unseal, type Sealed } from './vault.ts'

/** What somebody began to write: theirs alone, about what was there when they began. */
type Kept = Sealed & { readonly owner: string; readonly place: string }

const owner = () => session()?.subject ?? 'nobody'
const opened = new Set<string>()

/** What was begun at a place, if `about` is still as it was then. */
export async function draftAt(place: string, about: string): Promise<unknown> {
  const mine = (await all<Kept>('drafts')).find(
    (draft) => draft.owner === owner() && draft.place === place,
  )
  const found = mine === undefined ? undefined : await unseal(mine)
  if (typeof found !== 'object' || found === null || !('values' in found)) return undefined
  return 'about' in found && found.about === about ? found.values : undefined
}

export async function keepDraft(place: string, about: string, values: unknown): Promise<void> {
  const who = owner()
  opened.add(place)
  const sealed = await seal({ about, values })
  // Sent, or signed out, while it was being sealed.
  if (!opened.has(place) || who !== owner()) return
  const entry: Kept = { owner: who, place, ...sealed }
  await put('drafts', entry)
}

export async function forgetDraft(place: string): Promise<void> {
  opened.delete(place)
  await remove('drafts', [owner(), place])
}

/** Whoever signs out leaves nothing half written behind. */
export function forgetDrafts(of: string): Promise<void> {
  opened.clear()
  return remove('drafts', IDBKeyRange.bound([of, ''], [of, '\uffff']))
}
