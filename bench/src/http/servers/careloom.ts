// The whole product on a folder of its own, as it is deployed: the hospital elsewhere.
import { clientToken, startProduct } from '@careloom/e2e'
import { forkHospital } from '@careloom/sandbox'
import { ready } from './ready.ts'

const product = await startProduct({
  dataDir: process.argv[2] ?? '',
  samplePeople: process.argv[3] !== 'empty',
  rateLimit: 1_000_000_000,
  openHospital: forkHospital,
})
// No token yet where the start itself is measured.
ready({
  url: product.url.replace('localhost', '127.0.0.1'),
  token: process.argv[3] === 'empty' ? '' : await clientToken(product.url),
})
process.once('SIGTERM', () => void product.close().then(() => process.exit(0)))
