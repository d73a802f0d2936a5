// The whole product on a folder of its own, as it is deployed: bundled, the hospital elsewhere.
import { join } from 'node:path'
import type { startEmbedded } from '@careloom/embedded'
import { ready } from './ready.ts'

const root = join(import.meta.dirname, '../../../..')
const bundle = (await import(join(root, 'embedded/dist/start.js'))) as {
  readonly startEmbedded: typeof startEmbedded
}
const [, , dataDir = '', store] = process.argv
const product = await bundle.startEmbedded({
  port: 0,
  dataDir,
  samplePeople: store !== 'empty',
  webDir: join(root, 'web/dist'),
  log: () => undefined,
  rateLimit: 1_000_000_000,
})
// No token yet where the start itself is measured.
ready({
  url: product.url.replace('localhost', '127.0.0.1'),
  token: store === 'empty' ? '' : await clientToken(),
})
process.once('SIGTERM', () => void product.close().then(() => process.exit(0)))

async function clientToken(): Promise<string> {
  const response = await fetch(`${product.url}/realms/careloom/protocol/openid-connect/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from('hospital:sandbox').toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'system/*.cruds' }),
  })
  const { access_token } = (await response.json()) as { access_token: string }
  return access_token
}
