import { commandHandler, type Outcome } from './command-handler.ts'
import { accept, type AnyEvent, type Decider, type Event } from './decider.ts'
import type { EventStore, Metadata } from './event-store.ts'
import { CareloomError, EventTooNew } from './failure.ts'
import type { ReceivedEvent } from './projection.ts'
import type { Reaction } from './reaction.ts'
import { readUnlessErased } from './unless-erased.ts'

/** A command that a process wants carried out by somebody else. */
export type Ask = { readonly target: string; readonly type: string; readonly data: unknown }

/** What came of it. `data` is what the target answered, `reason` why it refused. */
export type Answer =
  { readonly ok: true; readonly data?: unknown } | { readonly ok: false; readonly reason: string }

type Seen = { process: string; message: string; type: string; data: unknown; asks: readonly Ask[] }
type Answered = { process: string; ask: Ask; answer: Answer; asks: readonly Ask[] }

/** A message reached the process · an ask of the process was answered. Each carries what to ask for next. */
export type ProcessEvent = Event<'ProcessSaw', Seen> | Event<'ProcessAnswered', Answered>

/**
 * Work over several aggregates without a transaction: its own stream records what it saw and what it asked for. Pure:
 * what to ask next follows from the state and the message or answer.
 */
export type ProcessManager<State, M extends AnyEvent> = {
  readonly name: string
  readonly handles: readonly M['type'][]
  /** Which process a message belongs to; undefined when to none. */
  processOf(message: ReceivedEvent<M>): string | undefined
  /** What of a message the process keeps; ids only. */
  keep(message: ReceivedEvent<M>): unknown
  readonly initialState: State
  evolve(state: State, event: ProcessEvent): State
  onMessage(message: ReceivedEvent<M>, state: State): readonly Ask[]
  onAnswer(ask: Ask, answer: Answer, state: State): readonly Ask[]
  /** What is left of an answer that came when the person had been erased: nothing of theirs can be recorded any more. */
  leftover?(ask: Ask, answer: Answer): readonly Ask[]
}

export type Targets = Readonly<Record<string, (ask: Ask, metadata: Metadata) => Promise<Answer>>>

type See = {
  kind: 'see'
  message: string
  type: string
  data: unknown
  asksOf: (state: never) => readonly Ask[]
}
type TakeAnswer = {
  kind: 'answer'
  ask: Ask
  answer: Answer
  asksOf: (state: never) => readonly Ask[]
}

function processDecider<State, M extends AnyEvent>(
  manager: ProcessManager<State, M>,
): Decider<State, See | TakeAnswer, ProcessEvent> {
  const process = manager.name
  return {
    initialState: manager.initialState,
    evolve: (state, event) => manager.evolve(state, event),
    decide(command, state) {
      const asks = command.asksOf(state as never)
      if (command.kind === 'see') {
        const { message, type, data } = command
        return accept({ type: 'ProcessSaw', data: { process, message, type, data, asks } })
      }
      return accept({
        type: 'ProcessAnswered',
        data: { process, ask: command.ask, answer: command.answer, asks },
      })
    },
  }
}

export function processStream(manager: { readonly name: string }, process: string): string {
  return `process-${manager.name}-${process}`
}

/**
 * The two halves of a process manager. `listen` follows the messages and records; `ask` follows the service's own log
 * and carries out what was recorded. A crash between any two lines leads to the same causation ids again, and whoever
 * receives one twice answers it with the first outcome.
 */
export function processReactions<State, M extends AnyEvent>(
  manager: ProcessManager<State, M>,
  store: EventStore<ProcessEvent>,
  targets: Targets,
): { readonly listen: Reaction<M>; readonly ask: Reaction<ProcessEvent> } {
  const handle = commandHandler(processDecider(manager), store)
  const carryOut = (ask: Ask, metadata: Metadata) => {
    const target = targets[ask.target]
    // Recorded by a newer version of the process.
    if (target === undefined) throw new EventTooNew(`${manager.name} asks ${ask.target}`)
    return target(ask, metadata)
  }
  return {
    listen: {
      name: manager.name,
      handles: manager.handles,
      keyOf: (message) => manager.processOf(message) ?? message.stream,
      async handle(message) {
        const process = manager.processOf(message)
        if (process === undefined) return
        const asksOf = (state: State) => manager.onMessage(message, state)
        const command: See = {
          kind: 'see',
          message: message.id,
          type: message.type,
          data: manager.keep(message),
          asksOf,
        }
        recorded(
          await handle(
            processStream(manager, process),
            command,
            from(manager.name, message, message.id),
          ),
        )
      },
    },
    ask: {
      name: `${manager.name}.asks`,
      handles: ['ProcessSaw', 'ProcessAnswered'],
      keyOf: (event) => event.stream,
      async handle(event) {
        if (event.data.process !== manager.name) return
        // An answer that the process has acted on stands, a refusal too: what was refused once is not carried out later.
        const history = await readUnlessErased(store, event.stream)
        if (history === undefined) return
        const answered = new Set(history.map(({ causationId }) => causationId))
        for (const [i, ask] of event.data.asks.entries()) {
          const metadata = from(manager.name, event, `${event.stream}@${event.revision}.${i}`)
          if (answered.has(metadata.causationId)) continue
          const answer = await carryOut(ask, metadata)
          const asksOf = (state: State) => manager.onAnswer(ask, answer, state)
          const taken: TakeAnswer = { kind: 'answer', ask, answer, asksOf }
          if (recorded(await handle(event.stream, taken, metadata))) continue
          for (const [j, left] of (manager.leftover?.(ask, answer) ?? []).entries())
            await carryOut(left, {
              ...metadata,
              causationId: `${metadata.causationId}:leftover.${j}`,
            })
          return
        }
      },
    },
  }
}

/** False: its person was erased, and the process has ended; anything else that was not recorded must be tried again. */
function recorded(outcome: Outcome<ProcessEvent>): boolean {
  if (outcome.ok) return true
  if (outcome.refusal.reason === 'erased') return false
  throw new CareloomError(
    'CL_PROCESS_NOT_RECORDED',
    `The process did not record: ${outcome.refusal.reason}`,
    { retryable: true },
  )
}

/** The process acts in its own name, for the same person and within the same request as what moved it. */
function from(name: string, event: { meta: Metadata }, causationId: string): Metadata {
  const { organization, purpose, person, consent, correlationId, traceparent } = event.meta
  return {
    actor: `system:${name}`,
    organization,
    purpose,
    person,
    consent,
    correlationId,
    traceparent,
    causationId,
  }
}
