import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Actor } from '@careloom/access'
import { bearerToken, type Authenticate, type Launch } from './authenticate.ts'

type Session = { readonly actor: Actor; readonly launch: Launch; readonly expiresAt: number }

const handoffMs = 60_000
const sessionMs = 60 * 60_000
const maxSessions = 10_000
const prefix = 'launch-'

/**
 * Sessions of clinicians who came by an EHR launch. The launch hands the web app a one-time code in the URL's fragment
 * (never sent to a server, never in a log), which it exchanges for an opaque token that lives in the frame's memory:
 * third-party frames get no cookies.
 */
export function launchSessions(nowMs: () => number) {
  const handoffs = new LRUCache<string, Session>({ max: maxSessions })
  const sessions = new LRUCache<string, Session>({ max: maxSessions })

  return {
    /** A code that works once, for a minute. */
    handoff(actor: Actor, launch: Launch): string {
      const code = randomBytes(32).toString('base64url')
      handoffs.set(code, { actor, launch, expiresAt: nowMs() + handoffMs })
      return code
    },
    /** The token for a code, or nothing: unknown, used and late codes are alike. */
    exchange(code: string): { token: string; expiresAt: number } | undefined {
      const session = handoffs.get(code)
      handoffs.delete(code)
      if (session === undefined || session.expiresAt <= nowMs()) return undefined
      const token = prefix + randomBytes(32).toString('base64url')
      const expiresAt = nowMs() + sessionMs
      sessions.set(token, { ...session, expiresAt })
      return { token, expiresAt }
    },
    /** Knows our own tokens; hands everything else to `next`. */
    authenticate(next: Authenticate): Authenticate {
      return async (authorization, connection) => {
        const token = bearerToken(authorization)
        if (token === undefined || !token.startsWith(prefix)) return next(authorization, connection)
        const session = sessions.get(token)
        if (session === undefined || session.expiresAt <= nowMs())
          return { ok: false, reason: 'expired' }
        const { actor, launch, expiresAt: until } = session
        return { ok: true, actor, launch, until }
      }
    },
    /** The person behind a launch became known: their record is in reach from now on. */
    bind(authorization: string | undefined, personId: string): void {
      const token = bearerToken(authorization)
      const session = token === undefined ? undefined : sessions.get(token)
      if (token !== undefined && session !== undefined)
        sessions.set(token, { ...session, actor: { ...session.actor, launchedFor: personId } })
    },
  }
}

export type LaunchSessions = ReturnType<typeof launchSessions>
