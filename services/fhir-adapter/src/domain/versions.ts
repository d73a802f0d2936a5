import type { Meta, Stored } from './resource.ts'

/** What an earlier version held that the one after it does not: only its own elements; null where it had none. */
export type Earlier = {
  readonly meta: Meta | undefined
  readonly elements: Readonly<Record<string, unknown>>
}

/** An earlier version, kept as what is different in it: a row does not grow by a whole resource with each change. */
export function earlierOf(older: Stored, newer: Stored): Earlier {
  const { meta, ...before } = older
  const { meta: _meta, ...after } = newer
  const elements: Record<string, unknown> = {}
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  for (const name of new Set([...was.keys(), ...is.keys()]))
    if (JSON.stringify(was.get(name)) !== JSON.stringify(is.get(name)))
      elements[name] = was.get(name) ?? null
  return { meta, elements }
}

/** All versions, newest first, from the newest and what was different before, oldest first. */
export function versions(newest: Stored, earlier: readonly Earlier[]): Stored[] {
  const all = [newest]
  for (const each of earlier.toReversed()) all.push(versionBefore(all.at(-1) ?? newest, each))
  return all
}

function versionBefore(newer: Stored, { meta, elements }: Earlier): Stored {
  const kept = Object.entries({ ...newer, ...elements }).filter(([, value]) => value !== null)
  const { resourceType, id } = newer
  return { ...Object.fromEntries(kept), resourceType, id, ...(meta === undefined ? {} : { meta }) }
}
