import { patienceLeft } from '@careloom/event-sourcing'
import {
  defaultTimeoutMs,
  type Call,
  type Client,
  type Handlers,
  type ServiceDefinition,
} from './definition.ts'
import { RpcFailure, seenByCaller } from './errors.ts'
import { within } from './within.ts'

type Method = (request: unknown, call: Call) => Promise<unknown>

/** A client that calls the handlers directly, with the deadlines and the errors of a remote one. */
export function inProcessClient<D extends ServiceDefinition>(
  definition: D,
  handlers: Handlers<D>,
  onError: (method: string, error: unknown) => void = () => undefined,
): Client<D> {
  const client: Record<string, Method> = {}
  for (const name of Object.keys(definition.methods)) {
    const handler = handlers[name as keyof D['methods']] as Method
    client[name] = async (request, call) => {
      try {
        return await within(waitOf(call), () => handler(request, call))
      } catch (error) {
        const seen = seenByCaller(error)
        if (seen instanceof RpcFailure) onError(`${definition.fullName}/${name}`, error)
        throw seen
      }
    }
  }
  return client as Client<D>
}

/** A call waits for no longer than whoever it follows from. */
const waitOf = ({ timeoutMs = defaultTimeoutMs }: Call): number =>
  Math.min(timeoutMs, patienceLeft())
