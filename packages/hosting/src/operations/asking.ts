import {
  CareloomError,
  type GivenUp,
  type NewId,
  type OpenShared,
  type Quarantined,
  type Shared,
} from '@careloom/event-sourcing'

/** What is asked of whoever runs a reaction, about what it has set aside. */
export type Asked =
  | { readonly what: 'replay'; readonly reaction: string; readonly key: string }
  | {
      readonly what: 'give-up'
      readonly reaction: string
      readonly entry: Quarantined
      readonly why: GivenUp
    }

type Question = { readonly id: string; readonly asked: Asked }
type Answer = { readonly count: number } | { readonly code: string }

export type AskingNeed = {
  readonly shared: OpenShared
  readonly newId: NewId
  /** Whether this process runs a reaction now. */
  readonly runs: (reaction: string) => boolean
  readonly work: (asked: Asked) => Promise<number>
  readonly onError: (error: unknown) => void
  /** How often it is looked whether somebody asks, and for an answer; milliseconds. */
  readonly everyMs?: number
  /** How long somebody waits for an answer; milliseconds. */
  readonly waitMs?: number
}

const lastMs = 30_000

/**
 * Asks the process that runs a reaction, whichever it is: what a reaction has set aside it alone can be handed again. A question is
 * taken by one, and is over when nobody took it in time; asked again, it does no harm.
 */
export class Asking {
  private readonly need: AskingNeed
  private readonly questions: Shared<Question>
  private readonly answers: Shared<Answer>
  private readonly timer: NodeJS.Timeout
  private looking: Promise<void> = Promise.resolve()

  constructor(need: AskingNeed) {
    this.need = need
    this.questions = need.shared('operations.questions', lastMs)
    this.answers = need.shared('operations.answers', lastMs)
    const look = () => (this.looking = this.look().catch(need.onError))
    this.timer = setInterval(look, need.everyMs ?? 1_000)
    this.timer.unref()
  }

  /** @throws CareloomError, retryable, `CL_UNAVAILABLE` when nobody who runs it is there; else by the code of why it did not work */
  async ask(asked: Asked): Promise<number> {
    const { newId, everyMs = 1_000, waitMs = 10_000 } = this.need
    const id = newId()
    await this.questions.put(id, { id, asked })
    for (const end = performance.now() + waitMs; performance.now() < end;) {
      await new Promise((resolve) => setTimeout(resolve, everyMs / 4))
      const answer = await this.answers.take(id)
      if (answer !== undefined) return countIn(answer)
    }
    const isUntaken = (await this.questions.take(id)) !== undefined
    throw away(isUntaken ? `nobody runs ${asked.reaction} now` : `${asked.reaction} is at it`)
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.looking
  }

  private async look(): Promise<void> {
    for (const { id, asked } of await this.questions.all()) {
      if (!this.need.runs(asked.reaction)) continue
      if ((await this.questions.take(id)) === undefined) continue
      await this.answers.put(id, await this.answerTo(asked))
    }
  }

  private async answerTo(asked: Asked): Promise<Answer> {
    try {
      return { count: await this.need.work(asked) }
    } catch (error) {
      this.need.onError(error)
      return { code: error instanceof CareloomError ? error.code : 'CL_INTERNAL' }
    }
  }
}

function countIn(answer: Answer): number {
  if ('count' in answer) return answer.count
  if (answer.code === 'CL_UNAVAILABLE') throw away('whoever runs it has just ended')
  throw new CareloomError(answer.code, `whoever runs it answered ${answer.code}`)
}

const away = (why: string) => new CareloomError('CL_UNAVAILABLE', why, { retryable: true })
