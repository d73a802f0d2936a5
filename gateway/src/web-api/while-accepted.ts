import type { Request, Response } from 'express'
import type { Authenticate } from '../auth/authenticate.ts'

const everyMs = 25_000

/** Ends an answer that goes on when the token that it was asked for with is no longer accepted: its session was ended, say. */
export function whileAccepted(
  request: Request,
  response: Response,
  authenticate: Authenticate,
  ms = everyMs,
): void {
  const look = async () => {
    // Whoever cannot be asked now is asked again.
    const found = await authenticate(request.headers.authorization).catch(() => undefined)
    if (found?.ok === false) response.end()
  }
  const looking = setInterval(() => void look(), ms)
  response.once('close', () => clearInterval(looking))
}
