import type { ReadRouteId, RouteInput } from '@careloom/web-api'
import type { Session } from '../sign-in.ts'

export const storyDesks = ['clinician', 'coordinator', 'person', 'peer', 'integrator'] as const
export type StoryDesk = (typeof storyDesks)[number]
export type StoryState = 'full' | 'empty'
type Answers = Partial<Record<ReadRouteId, unknown>>
export type Recording = { readonly now: string } & Readonly<Record<StoryState, Answers>>

/** What a walk needs of whoever records it. */
export type Recorder = {
  readonly base: string
  readonly hospitalBase: string
  /** Sets the clock to so many hours from the moment of the stories. */
  setHours(hours: number): void
  /** The instant so many hours from the moment of the stories. */
  at(hours: number): string
  /** Waits until everything that follows from what was done has been done. */
  settled(): Promise<void>
  /** Asks a read route and keeps what the server says. */
  keep<Id extends ReadRouteId>(
    where: readonly [StoryDesk, StoryState],
    session: Session,
    id: Id,
    input: RouteInput<Id>,
  ): Promise<void>
}

/** Who is signed in at which desk. */
export type Desks = Readonly<
  Record<'clinician' | 'coordinator' | 'dana' | 'alex' | 'integrator', Session>
>
