import { CareloomError, type AnyEvent, type EventStore, type Lease } from '@careloom/event-sourcing'
import {
  internal,
  Refused,
  seenByCaller,
  type Call,
  type Handlers,
  type ServiceDefinition,
} from '@careloom/rpc'
import { secondsSince, type Metrics } from '@careloom/telemetry'
import type { Log } from './host.ts'

const ok = 'ok'

/** A log whose appends are measured, as whoever asks for them waits. */
export function measuredLog(name: string, log: Log, metrics: Metrics): Log {
  const measured = <E extends AnyEvent>(store: EventStore<E>): EventStore<E> => ({
    feed: store.feed,
    read: (stream) => store.read(stream),
    append: (...asked) =>
      timed(
        () => store.append(...asked),
        (seconds, error) =>
          metrics.observe('careloom_append_seconds', { log: name, code: codeOf(error) }, seconds),
      ),
  })
  return { feed: log.feed, of: <E extends AnyEvent>() => measured(log.of<E>()) }
}

type Method = (request: unknown, call: Call) => Promise<unknown>

/** Each call of a service measured, by its method and what came of it. */
export function measuredHandlers<D extends ServiceDefinition>(
  definition: D,
  handlers: Handlers<D>,
  metrics: Metrics,
): Handlers<D> {
  const measured = Object.entries<Method>(handlers as Record<string, Method>).map(
    ([name, handle]) => {
      const method = `${definition.fullName}/${name}`
      const answer: Method = (request, call) =>
        timed(
          () => handle(request, call),
          (seconds, error) =>
            metrics.observe('careloom_rpc_seconds', { method, code: answeredCode(error) }, seconds),
        )
      return [name, answer] as const
    },
  )
  return Object.fromEntries(measured) as Handlers<D>
}

/** Leases of which it is said whether this process holds them, as far as it has heard. */
export function measuredLeases<L extends Lease>(
  leases: (name: string) => L,
  metrics: Metrics,
): (name: string) => L {
  const held = new Map<string, number | undefined>()
  metrics.watch('careloom_lease_held', () =>
    [...held].map(([lease, epoch]) => ({ labels: { lease }, value: Number(epoch !== undefined) })),
  )
  return (name) => {
    const lease = leases(name)
    const hear = (epoch: number | undefined) => {
      if (epoch !== undefined && epoch !== held.get(name))
        metrics.count('careloom_lease_taken_total', { lease: name })
      held.set(name, epoch)
      return epoch
    }
    return {
      ...lease,
      acquire: async () => hear(await lease.acquire()),
      async release() {
        hear(undefined)
        await lease.release()
      },
    }
  }
}

async function timed<T>(
  work: () => Promise<T>,
  tell: (seconds: number, error?: unknown) => void,
): Promise<T> {
  const began = performance.now()
  try {
    const answer = await work()
    tell(secondsSince(began))
    return answer
  } catch (error) {
    tell(secondsSince(began), error)
    throw error
  }
}

/** Nothing of a failure but its code: what it says may hold anything. */
function codeOf(error: unknown): string {
  if (error === undefined) return ok
  return error instanceof CareloomError ? error.code : internal
}

function answeredCode(error: unknown): string {
  if (error === undefined) return ok
  const seen = seenByCaller(error)
  return seen instanceof Refused ? 'refused' : codeOf(seen)
}
