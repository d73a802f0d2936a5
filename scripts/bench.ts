import { join } from 'node:path'
import { buildServer } from './build-server.ts'
import { buildWeb } from './build-web.ts'

// npm run bench [-- NAME …] [--rounds 7] [--seconds 1] [--baseline]
const root = join(import.meta.dirname, '..')
await Promise.all([buildWeb(root), buildServer(root)])
await import('../bench/src/main.ts')
