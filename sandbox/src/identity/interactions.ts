import express from 'express'
import type { Request, Response, Router } from 'express'
import { errors } from 'oidc-provider'
import type Provider from 'oidc-provider'
import type { LoginAttempts } from './login-attempts.ts'
import { findByPassword } from './users.ts'

type InteractionParts = {
  readonly provider: Provider
  readonly attempts: LoginAttempts
  /** The only origin whose pages may post a login. */
  readonly origin: string
}

/** The sign-in step between the authorization request and its answer; the form itself belongs to the web application. */
export function interactionRouter({ provider, attempts, origin }: InteractionParts): Router {
  const router = express.Router()

  router.get('/interaction/:uid', async (request, response) => {
    await provider.interactionFinished(request, response, { consent: {} })
  })

  router.post(
    '/interaction/:uid/login',
    express.json({ limit: '4kb' }),
    async (request, response) => {
      if (!isSameOrigin(request, origin)) {
        problem(response, 403, 'Sign-in is only possible from Careloom itself.')
        return
      }
      await logIn(provider, attempts, request, response)
    },
  )

  router.use(
    (error: unknown, _request: Request, response: Response, next: (error: unknown) => void) => {
      if (response.headersSent) next(error)
      else if (error instanceof errors.SessionNotFound) problem(response, 410, expired)
      else if (isClientMistake(error)) problem(response, 400, 'The sign-in form could not be read.')
      else next(error)
    },
  )
  return router
}

const expired =
  'This sign-in took too long or was finished elsewhere. Open Careloom again to start over.'

async function logIn(
  provider: Provider,
  attempts: LoginAttempts,
  request: Request,
  response: Response,
) {
  const interaction = await provider.interactionDetails(request, response)
  if (interaction.uid !== request.params['uid'])
    throw new errors.SessionNotFound('other interaction')
  const { username, password } = credentialsOf(request.body)
  const key = `${request.socket.remoteAddress ?? ''} ${username.trim().toLowerCase()}`

  const wait = attempts.waitSeconds(key)
  if (wait > 0) {
    response.set('Retry-After', String(wait))
    problem(response, 429, 'Too many tries. Wait a few minutes, then try again.')
    return
  }

  const user = findByPassword(username, password)
  if (user === undefined) {
    attempts.failed(key)
    problem(
      response,
      401,
      'That name and password do not belong together. Check both and try again.',
    )
    return
  }
  attempts.succeeded(key)
  await leaveOtherSession(provider, interaction, user.id)
  const login = { accountId: user.id, amr: ['pwd'] }
  const location = await provider.interactionResult(request, response, { login })
  response.set('Cache-Control', 'no-store').json({ location })
}

/** Somebody else was signed in with this browser: their session ends here, before the new one begins. */
async function leaveOtherSession(
  provider: Provider,
  interaction: Awaited<ReturnType<Provider['interactionDetails']>>,
  accountId: string,
) {
  const { session } = interaction
  if (
    session?.uid === undefined ||
    session.accountId === undefined ||
    session.accountId === accountId
  )
    return
  delete interaction.session
  await interaction.persist()
  const other = await provider.Session.findByUid(session.uid)
  await other?.destroy()
}

function credentialsOf(body: unknown): { username: string; password: string } {
  const text = (name: string) => {
    const value: unknown =
      typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined
    return typeof value === 'string' ? value.slice(0, 200) : ''
  }
  return { username: text('username'), password: text('password') }
}

/** JSON from a page of ours: a foreign page could neither send this content type without a preflight nor our origin. */
function isSameOrigin(request: Request, origin: string): boolean {
  const site = request.get('sec-fetch-site')
  const from = request.get('origin')
  return (
    request.is('application/json') === 'application/json' &&
    (site === undefined || site === 'same-origin' || site === 'none') &&
    (from === undefined || from === origin)
  )
}

function isClientMistake(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 500
}

function problem(response: Response, status: number, detail: string): void {
  const title =
    { 401: 'Unauthorized', 403: 'Forbidden', 410: 'Gone', 429: 'Too many requests' }[status] ??
    'Bad request'
  response
    .status(status)
    .set('Cache-Control', 'no-store')
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', status, title, detail }))
}
