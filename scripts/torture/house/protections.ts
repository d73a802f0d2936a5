/** What is taken away of a file of the product: a text, for what stands there then. */
export type Protection = {
  readonly file: string
  readonly without: Readonly<Record<string, string>>
}

/** For each part on a house what it is there to prove: with this taken away it must find damage. */
export const protections = {
  // What one cause has recorded is recorded once more when it comes again.
  kills: {
    file: 'packages/event-sourcing/src/command-handler.ts',
    without: { 'if (first !== undefined) return first': '' },
  },
  // Whoever asks for a lease has it, whoever held it.
  holders: {
    file: 'packages/mongodb/src/shared/leases.ts',
    without: { '{ _id: name, $or: [{ holder }, { $expr: isOver }] }': '{ _id: name }' },
  },
  // A door serves however long ago it knew everything.
  doors: {
    file: 'packages/event-sourcing/src/door.ts',
    without: {
      "nowMs() < openUntil ? undefined : 'it has not said for a second that it knows all'":
        'undefined',
      'if (nowMs() >= openUntil) throw new DoorShut()': '',
    },
  },
  // That somebody is away counts as a failure of the message.
  neighbour: {
    file: 'packages/event-sourcing/src/run-reaction.ts',
    without: { 'const away = awayFor(error)': 'const away = undefined as number | undefined' },
  },
  // A message that nobody can read is asked for again and again, and what it hides is not looked for.
  poison: {
    file: 'packages/kafka/src/follow-topic.ts',
    without: {
      'if (!isUnreadable(error)) throw error': 'throw error',
      'if (tail.known() < before) tail.skip(latest)': '',
    },
  },
  // Who ends keeps leases until their terms are over.
  drain: {
    file: 'packages/event-sourcing/src/lease.ts',
    without: { 'await lease.release()': '' },
  },
  // Rows stay when the key of the person goes whose they are.
  erased: {
    file: 'packages/event-sourcing/src/sqlite/rows/run-projection.ts',
    without: { 'for (const key of gone) rows.put(key, null)': '' },
  },
} as const satisfies Readonly<Record<string, Protection>>

export type PartName = keyof typeof protections
