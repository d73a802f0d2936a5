import { randomBytes } from 'node:crypto'
import type { Actor, Role } from '@careloom/access'
import type { OpenShared } from '@careloom/event-sourcing'
import { bearerToken, type Authenticate, type Launch } from './authenticate.ts'

/** As replicas share it, as JSON: roles are a list. */
type Session = {
  readonly actor: Omit<Actor, 'roles'> & { readonly roles: readonly Role[] }
  readonly launch: Launch
  readonly expiresAt: number
}

const handoffMs = 60_000
const sessionMs = 60 * 60_000
const prefix = 'launch-'

/**
 * Sessions of clinicians who came by an EHR launch. The launch hands the web app a one-time code in the URL's fragment
 * (never sent to a server, never in a log), which it exchanges for an opaque token that lives in the frame's memory:
 * third-party frames get no cookies. Every gateway knows them, and so does the next start.
 */
export function launchSessions(shared: OpenShared, nowMs: () => number) {
  const handoffs = shared<Session>('launch-handoffs', handoffMs)
  const sessions = shared<Session>('launch-sessions', sessionMs)

  async function sessionOf(token: string): Promise<Session | undefined> {
    const session = await sessions.get(token)
    return session === undefined || session.expiresAt <= nowMs() ? undefined : session
  }

  return {
    /** A code that works once, for a minute. */
    async handoff({ roles, ...actor }: Actor, launch: Launch): Promise<string> {
      const code = randomBytes(32).toString('base64url')
      const expiresAt = nowMs() + handoffMs
      await handoffs.put(code, { actor: { ...actor, roles: [...roles] }, launch, expiresAt })
      return code
    },
    /** The token for a code, or nothing: unknown, used and late codes are alike. */
    async exchange(code: string): Promise<{ token: string; expiresAt: number } | undefined> {
      const session = await handoffs.take(code)
      if (session === undefined || session.expiresAt <= nowMs()) return undefined
      const token = prefix + randomBytes(32).toString('base64url')
      const expiresAt = nowMs() + sessionMs
      await sessions.put(token, { ...session, expiresAt })
      return { token, expiresAt }
    },
    /** Knows our own tokens; hands everything else to `next`. */
    authenticate(next: Authenticate): Authenticate {
      return async (authorization, connection) => {
        const token = bearerToken(authorization)
        if (token === undefined || !token.startsWith(prefix)) return next(authorization, connection)
        const session = await sessionOf(token)
        if (session === undefined) return { ok: false, reason: 'expired' }
        const { actor, launch, expiresAt: until } = session
        return { ok: true, actor: { ...actor, roles: new Set(actor.roles) }, launch, until }
      }
    },
    /** The person behind a launch became known: their record is in reach from now on. It ends when it would have ended. */
    async bind(authorization: string | undefined, personId: string): Promise<void> {
      const token = bearerToken(authorization)
      const session = token === undefined ? undefined : await sessionOf(token)
      if (token !== undefined && session !== undefined)
        await sessions.put(token, {
          ...session,
          actor: { ...session.actor, launchedFor: personId },
        })
    },
  }
}

export type LaunchSessions = ReturnType<typeof launchSessions>
