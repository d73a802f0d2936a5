/** What all replicas know for a while, and nobody later. Values are JSON. */
export type Shared<T> = {
  /** Resolves when every replica finds it. Said again, it is replaced, and lasts as long from then. */
  put(key: string, value: T): Promise<void>
  /** Undefined when it was never there, was taken, or is over. */
  get(key: string): Promise<T | undefined>
  /** The same, once: of several that take it one gets it. */
  take(key: string): Promise<T | undefined>
  /** All that is there under the name, by whichever replica; in no order. */
  all(): Promise<readonly T[]>
}

/** Opens what is known under a name; @param ttlMs how long each of it lasts */
export type OpenShared = <T>(name: string, ttlMs: number) => Shared<T>
