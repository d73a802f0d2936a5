import { join } from 'node:path'
import { buildServer } from './build-server.ts'
import { buildWeb } from './build-web.ts'

// `npm run build`: what `npm start` starts, as far as it is not built from these sources yet.
const root = join(import.meta.dirname, '..')
await Promise.all([buildWeb(root), buildServer(root)])
