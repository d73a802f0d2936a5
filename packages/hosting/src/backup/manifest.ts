import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { ChainHead } from '@careloom/event-sourcing'

/** Of a backup; another one is refused. */
export const backupFormat = 1
export const manifestName = 'manifest.json'

/** A file of a backup: its path in the data folder, its size, and what is in it. */
export type BackedUpFile = {
  readonly path: string
  readonly bytes: number
  readonly sha256: string
}

/** What a backup is: written last, so that a folder without it is none. */
export type Manifest = {
  readonly format: number
  /** The version of the product that made it. */
  readonly careloom: string
  readonly madeAt: string
  readonly files: readonly BackedUpFile[]
  /** How far each log is, and the chain up to there. */
  readonly logs: readonly ChainHead[]
}

/** The manifest as it is stored, sealed with the chain key: keys and reactions are proved by it as the logs are by their chain. */
export function sealed(manifest: Manifest, chainKey: KeyObject): string {
  return `${JSON.stringify({ ...manifest, seal: sealOf(manifest, chainKey) }, undefined, 2)}\n`
}

/** The manifest in a text; or, in words, why it is none that can be believed. */
export function opened(text: string, chainKey: KeyObject): Manifest | string {
  const parsed = parse(text)
  if (parsed === undefined) return 'its manifest cannot be read'
  const { seal, ...manifest } = parsed
  if (manifest.format !== backupFormat)
    return `it is of format ${String(manifest.format)}; this version reads format ${backupFormat}`
  if (typeof seal !== 'string' || !isSame(seal, sealOf(manifest, chainKey)))
    return 'its manifest was changed, or was made with another chain key'
  return manifest
}

function sealOf(manifest: Manifest, chainKey: KeyObject): string {
  const text = `careloom backup\n${JSON.stringify(manifest)}`
  return createHmac('sha256', chainKey).update(text).digest('hex')
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function parse(text: string): (Manifest & { readonly seal?: unknown }) | undefined {
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null
      ? (parsed as Manifest & { readonly seal?: unknown })
      : undefined
  } catch {
    return undefined
  }
}
