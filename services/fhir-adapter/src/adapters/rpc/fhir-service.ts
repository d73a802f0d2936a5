import { roles, type Actor } from '@careloom/access'
import type { FhirActor, InteractRequest, InteractResponse } from '@careloom/proto/fhir-adapter'
import { defaultTimeoutMs, type Call } from '@careloom/rpc'
import type { Answer, Interaction } from '../../app/interaction.ts'

/** One interaction over the wire: JSON text both ways, so that nothing of a resource is lost in between. */
export function interactHandler(interact: (interaction: Interaction) => Promise<Answer>) {
  return async (request: InteractRequest, call: Call): Promise<InteractResponse> => {
    const { actor, ...rest } = request
    const answer = await interact({
      ...rest,
      actor: actorOf(actor),
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

function actorOf(actor: FhirActor | undefined): Actor {
  const known = actor?.roles.flatMap((role) => roles.find((each) => each === role) ?? []) ?? []
  return {
    id: actor?.id ?? '',
    roles: new Set(known),
    organization: actor?.organization,
    personId: actor?.personId,
    peerWorkerId: actor?.peerWorkerId,
    practitionerId: actor?.practitionerId,
    displayName: actor?.displayName,
    launchedFor: actor?.launchedFor,
    scopes: actor?.scopes ?? [],
  }
}
