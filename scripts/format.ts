import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

// `npm run format`: one style, by prettier.
const root = join(import.meta.dirname, '..')
const done = spawnSync(
  join(root, 'node_modules/.bin/prettier'),
  ['--write', '--log-level', 'warn', '.'],
  { cwd: root, stdio: 'inherit' },
)
process.exit(done.status ?? 1)
