import type { AnyEvent, Reaction, ReceivedEvent } from '@careloom/event-sourcing'
import type { Call, Handlers, ServiceDefinition } from '@careloom/rpc'
import type { Tracing } from '@careloom/telemetry'

type Method = (request: unknown, call: Call) => Promise<unknown>

/** Each call of a service within a span; what the call leads to belongs to that span. */
export function tracedHandlers<D extends ServiceDefinition>(
  definition: D,
  handlers: Handlers<D>,
  tracing: Tracing,
): Handlers<D> {
  const traced: Record<string, Method> = {}
  const methods = handlers as Record<string, Method>
  for (const name of Object.keys(definition.methods)) {
    const method = methods[name]
    if (method === undefined) continue
    traced[name] = (request, call) => {
      const { actor, organization, traceparent } = call.metadata
      const attributes = {
        'careloom.service': definition.fullName,
        'careloom.method': name,
        'careloom.actor': actor,
        'careloom.organization': organization,
      }
      return tracing.span(`call ${name}`, traceparent, attributes, (within) =>
        method(request, {
          ...call,
          metadata: { ...call.metadata, traceparent: within.traceparent },
        }),
      )
    }
  }
  return traced as Handlers<D>
}

/** Each event that a reaction handles within a span, in the trace of the request that the event came from. */
export function tracedReaction<E extends AnyEvent>(
  reaction: Reaction<E>,
  tracing: Tracing,
): Reaction<E> {
  return {
    ...reaction,
    handle(event) {
      const attributes = {
        'careloom.reaction': reaction.name,
        'careloom.event': event.id,
        'careloom.event_type': event.type,
        'careloom.event_position': event.position,
      }
      return tracing.span('react', event.meta.traceparent, attributes, ({ traceparent }) =>
        reaction.handle(following(event, traceparent)),
      )
    },
  }
}

/** The same event, with what follows from it in the span that handles it. */
function following<E extends AnyEvent>(
  event: ReceivedEvent<E>,
  traceparent: string | undefined,
): ReceivedEvent<E> {
  return Object.create(event, {
    meta: { value: { ...event.meta, traceparent }, enumerable: true },
  }) as ReceivedEvent<E>
}
