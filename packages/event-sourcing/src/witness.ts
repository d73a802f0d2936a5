/** How far a log is, and the chain (hexadecimal) up to there: what a witness is told. Holds nothing of anybody. */
export type ChainHead = { readonly log: string; readonly position: number; readonly chain: string }

/**
 * Somebody outside the data folder who remembers heads, so that whoever can write the folder (and even has the chain key)
 * can cut or rewrite nothing unseen.
 */
export type Witness = {
  /** Told heads that are on disk. Resolves when they are remembered. */
  tell(heads: readonly ChainHead[]): Promise<void>
  /** What it was told of each log and still stands, in order of position; empty where it cannot answer (a syslog). */
  told(): Promise<ReadonlyMap<string, readonly ChainHead[]>>
  /** An older backup was put back on purpose: what was told beyond these heads no longer stands. */
  tellRestored(heads: readonly ChainHead[]): Promise<void>
}
