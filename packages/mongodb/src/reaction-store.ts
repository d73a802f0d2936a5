import {
  SavedBehind,
  type Behind,
  type GivenUp,
  type Quarantined,
  type Reached,
  type ReactionState,
  type ReactionStore,
} from '@careloom/event-sourcing'
import type { Connection } from 'mongoose'
import { againIfTaken } from './again.ts'
import { asked, isTaken } from './failure.ts'
import type { CollectionNeeds } from './migrate.ts'

type Checkpoint = { readonly _id: string; position: number; mark: string }
type SetAside = {
  reaction: string
  position: number
  key: string
  type: string
  tries: number
  error: string
  at: string
}
type LetGo = { reaction: string; position: number; entry: Quarantined; why: GivenUp }

const byPlace = { reaction: 1, position: 1 } as const
const oncePerPlace = [{ keys: byPlace, unique: true }] as const

export const reactionsNeed = {
  checkpoints: { name: 'reactions', indexes: [] },
  quarantine: { name: 'quarantine', indexes: oncePerPlace },
  givenUp: { name: 'given_up', indexes: oncePerPlace },
} satisfies Record<string, CollectionNeeds>

const what = 'how far reactions are'

/** Checkpoints and quarantine of reactions in a database that the processes of several machines share. */
export class MongoReactionStore implements ReactionStore {
  private readonly checkpoints
  private readonly aside
  private readonly letGo
  private readonly behind = new SavedBehind((behind) => this.keep(behind))

  constructor(connection: Connection) {
    this.checkpoints = connection.collection<Checkpoint>(reactionsNeed.checkpoints.name)
    this.aside = connection.collection<SetAside>(reactionsNeed.quarantine.name)
    this.letGo = connection.collection<LetGo>(reactionsNeed.givenUp.name)
  }

  async load(reaction: string): Promise<ReactionState> {
    const found = await asked(what, () => this.checkpoints.findOne({ _id: reaction }))
    const kept = { position: found?.position ?? 0, mark: found?.mark ?? '' }
    const reached = this.behind.reached(reaction, kept)
    return { reached, quarantined: await this.quarantined(reaction) }
  }

  async save(reaction: string, reached: Reached): Promise<void> {
    this.behind.save(reaction, reached)
  }

  flush(): Promise<void> {
    return this.behind.flush()
  }

  async restart(reaction: string, reached: Reached): Promise<void> {
    this.behind.restart(reaction, reached)
  }

  async quarantine(entry: Quarantined): Promise<void> {
    const { reaction, position, tries, error, ...rest } = entry
    // Set aside behind another: why it failed itself, if it did, is known already.
    const change =
      tries > 0
        ? { $set: { tries, error }, $setOnInsert: rest }
        : { $setOnInsert: { tries, error, ...rest } }
    await this.upsert(() => this.aside.updateOne({ reaction, position }, change, { upsert: true }))
  }

  quarantined(reaction?: string): Promise<readonly Quarantined[]> {
    return asked('what is set aside', async () => {
      const which = reaction === undefined ? {} : { reaction }
      const found = this.aside.find(which, { projection: { _id: 0 } })
      return found.sort(byPlace).toArray()
    })
  }

  async giveUp(entry: Quarantined, why: GivenUp): Promise<void> {
    const { reaction, position } = entry
    // Kept before it is released: a crash in between leaves both, and it can be said again.
    await this.upsert(() =>
      this.letGo.updateOne(
        { reaction, position },
        { $setOnInsert: { entry, why } },
        { upsert: true },
      ),
    )
    await this.release(reaction, position)
  }

  givenUp(): Promise<readonly (Quarantined & { readonly why: GivenUp })[]> {
    return asked('what was given up', async () => {
      const found = await this.letGo.find({}).sort(byPlace).toArray()
      return found.map(({ entry, why }) => ({ ...entry, why }))
    })
  }

  async release(reaction: string, position: number): Promise<void> {
    await asked('what is set aside', () => this.aside.deleteOne({ reaction, position }))
  }

  /** What was saved before is kept when it resolves, unless it cannot be kept now. */
  close(): Promise<void> {
    return this.behind.flush()
  }

  private async upsert(work: () => Promise<unknown>): Promise<void> {
    await asked('what is set aside', () => againIfTaken(work))
  }

  private async keep(behind: ReadonlyMap<string, Behind>): Promise<void> {
    await asked(what, () =>
      Promise.all([...behind].map(([reaction, each]) => this.keepOne(reaction, each))),
    )
  }

  private async keepOne(reaction: string, { position, mark, isAnew }: Behind): Promise<void> {
    const unlessAhead = isAnew ? {} : { position: { $lt: position } }
    const upsert = () =>
      this.checkpoints.updateOne(
        { _id: reaction, ...unlessAhead },
        { $set: { position, mark } },
        { upsert: true },
      )
    await againIfTaken(upsert).catch((error: unknown) => {
      // There is one, and it is ahead.
      if (!isTaken(error)) throw error
    })
  }
}
