import type { Erasure, Feed } from '@careloom/event-sourcing'

/** Keys in memory, which the processes of a test share; all of them hear of an erasure at once. */
export class MemoryKeys implements Feed<Erasure> {
  readonly name = 'erasures'
  readonly log = 'erasures'
  readonly isOpen = true
  /** Each is told when somebody was erased. */
  readonly processes = new Set<{ dropped(): Promise<void> }>()
  private readonly wrapped: Map<string, Uint8Array>
  private readonly erased: string[]
  private readonly listeners = new Set<() => void>()

  constructor(copied?: MemoryKeys) {
    this.wrapped = new Map(copied?.wrapped)
    this.erased = [...(copied?.erased ?? [])]
  }

  find(subject: string): Uint8Array | undefined {
    return this.wrapped.get(subject)
  }

  put(subject: string, wrapped: Uint8Array): void {
    this.wrapped.set(subject, wrapped)
  }

  subjects(): string[] {
    return [...this.wrapped.keys()]
  }

  erase(subject: string): void {
    this.wrapped.delete(subject)
    if (this.numberOf(subject) === 0) this.erased.push(subject)
    for (const listener of this.listeners) listener()
  }

  /** The number of an erasure; 0 of whoever was not erased. */
  numberOf(subject: string): number {
    return this.erased.indexOf(subject) + 1
  }

  async readAll(after: number, limit: number) {
    const subjects = this.erased.slice(after, after + limit)
    const events = subjects.map((subject, i) => ({ position: after + i + 1, subject }))
    return { events, through: after + events.length }
  }

  known(): number {
    return this.erased.length
  }

  async latest(): Promise<number> {
    return this.known()
  }

  async mark(position: number): Promise<string | undefined> {
    return position === 0 ? '' : this.erased[position - 1]
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
