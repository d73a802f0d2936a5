import express from 'express'
import type { Request, Response, Router } from 'express'
import { loginAttempts } from '../../identity/login-attempts.ts'
import { clinicianByPassword } from '../clinician.ts'
import type { DeskStore } from '../smart/desk-store.ts'
import { formField } from './form.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'
import { notice, openPage, sendPage } from './layout.ts'
import { clearSession, sessionSecretOf, setSession } from './session.ts'

type LoginParts = {
  readonly desk: DeskStore
  readonly base: string
  readonly careloomBase: string
  readonly now: () => number
}

/** Logging in to the hospital's screens and out of them. */
export function loginRouter(parts: LoginParts): Router {
  const { desk, base, careloomBase, now } = parts
  const router = express.Router()
  const attempts = loginAttempts(now)
  const readForm = express.urlencoded({ extended: false, limit: '8kb' })
  const show = (response: Response, status: number, form: LoginForm) =>
    sendPage(response, status, loginPage(form), careloomBase)

  router.get('/login', (request, response) =>
    show(response, 200, { next: ownAddress(request.query['next']) }),
  )
  router.post('/login', readForm, (request, response) => {
    const [username, next] = [
      formField(request.body, 'username'),
      ownAddress(formField(request.body, 'next')),
    ]
    const key = `${request.socket.remoteAddress ?? ''} ${username.toLowerCase().slice(0, 100)}`
    if (!isFromHere(request, base))
      return show(response, 403, { next, problem: 'Log in from this page.' })
    if (attempts.waitSeconds(key) > 0)
      return show(response, 429, { next, username, problem: tooMany })
    const clinician = clinicianByPassword(username, formField(request.body, 'password'))
    if (clinician === undefined) {
      attempts.failed(key)
      return show(response, 401, { next, username, problem: wrong })
    }
    attempts.succeeded(key)
    setSession(response, desk.logIn(clinician.id), base.startsWith('https:'))
    response.redirect(303, next)
  })
  router.post('/logout', readForm, (request, response) => {
    const session = desk.session(sessionSecretOf(request))
    if (session === undefined || session.csrf === formField(request.body, 'csrf')) {
      desk.logOut(sessionSecretOf(request))
      clearSession(response)
    }
    response.redirect(303, '/ehr/login')
  })
  return router
}

const wrong = 'User name and password do not belong together.'
const tooMany = 'Too many tries. Wait a few minutes, then try again.'

type LoginForm = { readonly next: string; readonly username?: string; readonly problem?: string }

function loginPage({ next, username, problem }: LoginForm): Html {
  return openPage(
    'Log in',
    html`<h1 class="hx-title">Log in to the record system</h1>
      ${problem !== undefined && notice('error', problem)}
      <form class="hx-form hx-box" method="post" action="/ehr/login">
        <input type="hidden" name="next" value="${next}" />
        <label for="username">User name</label>
        <input
          id="username"
          name="username"
          autocomplete="username"
          required
          maxlength="100"
          value="${username}"
        />
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxlength="100"
        />
        <p><button type="submit" class="hx-button hx-launch">Log in</button></p>
      </form>
      <p>
        This is a sandbox with invented people. User <b>clinician</b>, password <b>sandbox</b>.
      </p>`,
  )
}

/** Where to go after a login: a page of the hospital itself, nowhere else. */
function ownAddress(next: unknown): string {
  const safe =
    typeof next === 'string' && /^\/ehr\/[\w\-./?=&%~]*$/.test(next) && !next.includes('//')
  return safe ? next : '/ehr/patients'
}

/** A form posted by a page of another origin says so (Origin header); a browser always sends it with a POST. */
function isFromHere(request: Request, base: string): boolean {
  const origin = request.get('origin')
  return origin === undefined || origin === new URL(base).origin
}
