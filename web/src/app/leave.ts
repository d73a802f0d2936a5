import { clientId, endpoints } from './endpoints.ts'
import { forgetDrafts } from './drafts.ts'
import { queryClient } from './query-client.ts'
import type { Session } from './session-shape.ts'
import { session, setSession } from './session.ts'
import { leaveVisit, type Left } from './visit.ts'
import { weather } from './weather.ts'

/** Ends the visit in every tab, here first: nothing of it waits for a server. A launch is over in its frame alone. */
export const signOut = (): void => leave('left')

/** As *Sign out*; what was begun to be written is kept, sealed, for whoever wrote it. */
export const lock = (): void => leave('locked')

function leave(how: Left): void {
  const left = session()
  if (left?.kind !== 'launch') leaveVisit(how)
  forget()
  if (how !== 'locked' && left?.subject) void forgetDrafts(left.subject).catch(() => undefined)
  endAtProvider(left)
}

/** As *Sign out*, and shows the weather; Back does not come here again. */
export function leaveFast(): void {
  // What was on screen goes at once, not when the weather answers.
  document.body.hidden = true
  leave('left-fast')
  location.replace(weather)
}

function forget(): void {
  setSession(null)
  queryClient.clear()
}

/**
 * Revokes the tokens (RFC 7009) and ends the provider's session (OpenID Connect RP-Initiated Logout 1.0, by POST, so that no
 * token is in an address). Sent as beacons: they arrive although the page is gone. If they do not, the next sign-in asks
 * for the password all the same.
 */
function endAtProvider(left: Session | null): void {
  if (left?.kind !== 'sign-in') return
  const { refreshToken, idToken } = left
  if (refreshToken)
    post(endpoints.revocation, { token: refreshToken, token_type_hint: 'refresh_token' })
  if (idToken) post(endpoints.endSession, { id_token_hint: idToken })
}

function post(url: string, form: Record<string, string>): void {
  navigator.sendBeacon(url, new URLSearchParams({ client_id: clientId, ...form }))
}
