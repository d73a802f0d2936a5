// One route of Express, behind the product's token check or in front of it: what the check costs, and nothing else.
import express, { type RequestHandler } from 'express'
import { keycloakAuthenticate } from '@careloom/gateway/authenticate'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { patientOfTwoKilobytes } from '../resources.ts'
import { ready } from './ready.ts'

const [, , count = '1'] = process.argv
const { publicKey, privateKey } = await generateKeyPair('RS256')
const jwk = { ...(await exportJWK(publicKey)), kid: 'one', use: 'sig', alg: 'RS256' }
const resource = { id: '1', ...patientOfTwoKilobytes('1') }

const app = express()
app.disable('x-powered-by')
app.set('etag', false)
app.get(
  '/realms/careloom/protocol/openid-connect/certs',
  (_request, response) => void response.json({ keys: [jwk] }),
)
app.get('/open', (_request, response) => void response.json(resource))
const server = app.listen(0, '127.0.0.1', () => void begin())

async function begin(): Promise<void> {
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  const authenticate = keycloakAuthenticate({
    serverUrl: url,
    realm: 'careloom',
    clientId: 'careloom-gateway',
    nowMs: Date.now,
  })
  const guard: RequestHandler = (request, response, next) =>
    void authenticate(request.headers.authorization, request.socket).then(({ ok }) =>
      ok ? next() : response.sendStatus(401),
    )
  app.get('/guarded', guard, (_request, response) => void response.json(resource))
  const sign = (sub: number) =>
    new SignJWT({ typ: 'Bearer', preferred_username: 'bench', realm_access: { roles: ['system'] } })
      .setProtectedHeader({ alg: 'RS256', kid: 'one' })
      .setIssuer(`${url}/realms/careloom`)
      .setAudience('careloom-gateway')
      .setSubject(`bench-${sub}`)
      .setJti(`${sub}`)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(privateKey)
  const tokens: string[] = []
  for (let i = 0; i < Number(count); i++) tokens.push(await sign(i))
  ready({ url, token: tokens.join(' ') })
}
