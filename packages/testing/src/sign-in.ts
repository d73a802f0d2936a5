import { createHash, randomBytes, randomUUID } from 'node:crypto'

/** What a token endpoint answers. */
export type Tokens = {
  readonly access_token: string
  readonly refresh_token?: string
  readonly id_token?: string
  readonly expires_in: number
  readonly scope?: string
}

/** A client of a realm, as the web app and a hospital's backend are: the same for Keycloak and for what stands in for it. */
export type RealmClient = {
  /** Where a question for a code leads at once, with this to prove who redeems it. */
  ask(pkce: Readonly<Record<string, string>>): Promise<URL>
  /** Signs in as the web app does: authorization code with PKCE S256, the provider's own login form, the tokens. */
  signIn(username: string, password?: string): Promise<Tokens>
  /** New tokens for a refresh token; the answer as it is. */
  refresh(refreshToken: string): Promise<Response>
  /** The token of a system. */
  clientCredentials(client: string, secret: string, scope: string): Promise<Tokens>
  /** Ends the session of these tokens, as the web app does. */
  signOut(tokens: Tokens): Promise<Response>
}

type Visit = (address: string, init?: RequestInit) => Promise<Response>

/** A browser without a page: it keeps the cookies of one visitor and follows no redirect. */
export function visitor(): Visit {
  const jar = new Map<string, string>()
  return async (address, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '))
    const response = await fetch(address, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    return response
  }
}

/** `base`: where the product is, to which a sign-in leads back; `issuer`: the realm. */
export function realmClient(base: string, issuer: string): RealmClient {
  const endpoint = `${issuer}/protocol/openid-connect`
  const visitors = new Map<string, Visit>()
  const redirect = `${base}/callback`
  const web = { client_id: 'careloom-web' }
  const post = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${endpoint}/token`, { method: 'POST', headers, body: new URLSearchParams(form) })

  const question = (pkce: Readonly<Record<string, string>>) =>
    `${endpoint}/auth?${new URLSearchParams({
      ...web,
      response_type: 'code',
      redirect_uri: redirect,
      scope: 'openid profile',
      state: randomUUID(),
      ...pkce,
    })}`

  return {
    async ask(pkce) {
      const response = await visitor()(question(pkce))
      return new URL(response.headers.get('location') ?? '/nowhere', base)
    },
    async signIn(username, password = 'sandbox') {
      const verifier = randomBytes(32).toString('base64url')
      const challenge = createHash('sha256').update(verifier).digest('base64url')
      const visit = visitor()
      const asked = question({ code_challenge: challenge, code_challenge_method: 'S256' })
      const code = await codeFor(visit, asked, redirect, { username, password })
      const answer = await post({
        ...web,
        grant_type: 'authorization_code',
        code,
        redirect_uri: redirect,
        code_verifier: verifier,
      })
      const tokens = await tokensOf(answer)
      visitors.set(tokens.access_token, visit)
      return tokens
    },
    refresh: (refreshToken) =>
      post({ ...web, grant_type: 'refresh_token', refresh_token: refreshToken }),
    async clientCredentials(client, secret, scope) {
      const authorization = `Basic ${Buffer.from(`${client}:${secret}`).toString('base64')}`
      return tokensOf(await post({ grant_type: 'client_credentials', scope }, { authorization }))
    },
    signOut({ access_token: token, id_token: hint = '' }) {
      const visit = visitors.get(token) ?? visitor()
      const body = new URLSearchParams({
        ...web,
        id_token_hint: hint,
        post_logout_redirect_uri: `${base}/`,
      })
      return visit(`${endpoint}/logout`, { method: 'POST', body })
    },
  }
}

type Credentials = { readonly username: string; readonly password: string }

/** From the question to the code at the end of it, by whichever login form comes on the way. */
async function codeFor(
  visit: Visit,
  question: string,
  redirect: string,
  credentials: Credentials,
): Promise<string> {
  const { username } = credentials
  let location = question
  for (let hop = 0; hop < 12 && !location.startsWith(redirect); hop++) {
    const url = new URL(location)
    const uid = url.pathname === '/login' ? url.searchParams.get('interaction') : null
    const response =
      uid === null ? await visit(location) : await ownForm(visit, url, uid, credentials)
    const next = response.headers.get('location') ?? (await afterForm(visit, response, credentials))
    if (next === undefined)
      throw new Error(`sign-in of ${username} failed with ${response.status} at ${url.pathname}`)
    location = new URL(next, location).href
  }
  const code = new URL(location).searchParams.get('code')
  if (code === null) throw new Error(`sign-in of ${username} did not lead to a code`)
  return code
}

/** The form of the web app, which the embedded provider asks for. */
function ownForm(
  visit: Visit,
  { origin }: URL,
  uid: string,
  credentials: Credentials,
): Promise<Response> {
  return visit(`${origin}/realms/careloom/interaction/${uid}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(credentials),
  })
}

/** Where an answer without a redirect leads: the embedded provider says it, Keycloak's page has a form to send. */
async function afterForm(
  visit: Visit,
  response: Response,
  credentials: Credentials,
): Promise<string | undefined> {
  const text = await response.text()
  if (response.headers.get('content-type')?.includes('json') === true)
    return (JSON.parse(text) as { location?: string }).location
  const action = /<form[^>]*id="kc-form-login"[^>]*action="([^"]+)"/.exec(text)?.[1]
  if (action === undefined) return undefined
  const sent = await visit(action.replaceAll('&amp;', '&'), {
    method: 'POST',
    body: new URLSearchParams(credentials),
  })
  return sent.headers.get('location') ?? undefined
}

async function tokensOf(response: Response): Promise<Tokens> {
  const answer = (await response.json()) as Partial<Tokens> & { error?: string }
  if (answer.access_token === undefined)
    throw new Error(`no token: ${answer.error ?? response.status}`)
  return answer as Tokens
}
