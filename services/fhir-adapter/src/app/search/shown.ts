import type { AccessDecision, Actor, Guard, RecordClass } from '@careloom/access'
import { recordOf, type FhirRow } from '../row.ts'

/** Whose record an answer holds, and what let it out. */
export type Seen = {
  readonly person: string
  readonly class: RecordClass
  readonly decision: AccessDecision
}

/** The people whose records an answer holds, for the audit trail. */
export class Shown {
  private readonly seen = new Map<string, Seen>()
  private readonly guard: Guard
  private readonly actor: Actor

  constructor(guard: Guard, actor: Actor) {
    this.guard = guard
    this.actor = actor
  }

  /** Whether a row may be in the answer. It is not in it before `add`. */
  judge(row: FhirRow): Promise<AccessDecision> {
    return this.guard.judge({ actor: this.actor, action: 'read', ...recordOf(row) })
  }

  add({ person, class: recordClass }: FhirRow, decision: AccessDecision): void {
    if (person !== undefined)
      this.seen.set(`${person} ${recordClass}`, { person, class: recordClass, decision })
  }

  all(): readonly Seen[] {
    return [...this.seen.values()]
  }
}
