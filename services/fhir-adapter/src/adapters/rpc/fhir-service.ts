import { actorOf } from '@careloom/access'
import type { InteractRequest, InteractResponse } from '@careloom/proto/fhir-adapter'
import { defaultTimeoutMs, type Call } from '@careloom/rpc'
import type { Answer, Interaction } from '../../app/interaction.ts'

/** One interaction over the wire: JSON text both ways, so that nothing of a resource is lost in between. */
export function interactHandler(interact: (interaction: Interaction) => Promise<Answer>) {
  return async (request: InteractRequest, call: Call): Promise<InteractResponse> => {
    const { actor, ...rest } = request
    const answer = await interact({
      ...rest,
      actor: actorOf(actor ?? nobody),
      metadata: call.metadata,
      signal: AbortSignal.timeout(call.timeoutMs ?? defaultTimeoutMs),
    })
    const { status, body, etag, lastModified, location, retryAfterSeconds, allow } = answer
    return {
      status,
      body: body === undefined ? '' : JSON.stringify(body),
      etag,
      lastModified,
      location,
      retryAfterSeconds,
      allow,
    }
  }
}

const nobody = { id: '', roles: [], scopes: [] }
