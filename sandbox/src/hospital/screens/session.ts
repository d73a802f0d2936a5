import type { Request, Response } from 'express'

const name = 'harbor_session'

/** The secret of the session that a browser sends, if any. */
export function sessionSecretOf(request: Request): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(/; */)
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}

/** The cookie of the hospital's screens: unreadable for scripts, sent to `/ehr` only, gone with the browser. */
export function setSession(response: Response, secret: string, secure: boolean): void {
  response.cookie(name, secret, { httpOnly: true, sameSite: 'lax', path: '/ehr', secure })
}

export function clearSession(response: Response): void {
  response.clearCookie(name, { path: '/ehr' })
}
