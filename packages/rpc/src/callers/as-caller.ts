import type { Call, Client, ServiceDefinition } from '../definition.ts'
import { refusalOf, withWord, type CallerRefusal, type Callers } from './callers.ts'

export type AsCaller = {
  /** Who calls. */
  readonly name: string
  readonly callers: Callers
  readonly nowMs: () => number
  readonly onRefused?: (refusal: CallerRefusal) => void
}

type Method = (request: unknown, call: Call) => Promise<unknown>

/**
 * A service of the same process, as one caller has it: with the checks of a remote one. No signature is needed, because
 * nobody stands in between; what a door has seen is known by being the object that the door made.
 */
export function asCaller<D extends ServiceDefinition>(
  client: Client<D>,
  definition: D,
  { name, callers, nowMs, onRefused }: AsCaller,
): Client<D> {
  const methods = client as Record<string, Method>
  const checked: Record<string, Method> = {}
  for (const [key, { name: method }] of Object.entries(definition.methods))
    checked[key] = (request, call) => {
      const now = nowMs()
      const metadata = withWord(callers, name, call.metadata, now)
      const refusal = refusalOf(callers, name, definition.fullName, metadata, now)
      if (refusal !== undefined) {
        const reason = refusal.reason ?? ''
        onRefused?.({ caller: name, method: `${definition.fullName}/${method}`, reason })
        return Promise.reject(refusal)
      }
      const serve = methods[key]
      if (serve === undefined) throw new TypeError(`${definition.fullName} has no ${key}`)
      return serve(request, metadata === call.metadata ? call : { ...call, metadata })
    }
  return checked as Client<D>
}
