import { join } from 'node:path'
import { buildServer } from './build-server.ts'
import { buildWeb } from './build-web.ts'

// `npm start`: builds what is not built from these sources yet, and starts it.
const root = join(import.meta.dirname, '..')
await Promise.all([buildWeb(root), buildServer(root)])
await import(join(root, 'embedded/dist/main.js'))
