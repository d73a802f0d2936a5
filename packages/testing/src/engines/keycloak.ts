import { GenericContainer, Wait } from 'testcontainers'
import { engineIn, type Engine } from './container.ts'
import { freePort } from '../free-port.ts'
import { imageOf } from './images.ts'

export type Keycloak = Engine & {
  readonly url: string
  /** Does what an administrator does, below `/admin`; the answer as it is. @throws when it is refused */
  admin(method: string, path: string, body?: unknown): Promise<Response>
}

const admin = { username: 'admin', password: 'admin' }
const imports = '/opt/keycloak/data/import'

/** Keycloak with the realm of a file, and what is put into it by the environment. It is there when the realm answers. */
export async function startKeycloak(
  realm: { readonly realm: string },
  environment: Readonly<Record<string, string>>,
): Promise<Keycloak> {
  const port = await freePort()
  const started = await new GenericContainer(imageOf('Keycloak'))
    .withExposedPorts({ container: 8080, host: port })
    .withEnvironment({
      KC_BOOTSTRAP_ADMIN_USERNAME: admin.username,
      KC_BOOTSTRAP_ADMIN_PASSWORD: admin.password,
      JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx384m',
      ...environment,
    })
    .withResourcesQuota({ memory: 0.8 })
    .withCopyContentToContainer([
      { content: JSON.stringify(realm), target: `${imports}/${realm.realm}-realm.json` },
    ])
    .withCommand(['start-dev', '--import-realm'])
    .withWaitStrategy(Wait.forHttp(`/realms/${realm.realm}`, 8080))
    .withStartupTimeout(240_000)
    .start()
  const url = `http://localhost:${port}`
  return { url, admin: administratorAt(url), ...(await engineIn(started)) }
}

/** Who administers the Keycloak at an address, by the name and password that tests give them. */
export function administratorAt(url: string): Keycloak['admin'] {
  return async (method, path, body) => {
    const signIn = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...admin }),
    })
    const { access_token: token } = (await signIn.json()) as { access_token: string }
    const response = await fetch(`${url}/admin${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response
  }
}
