import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { buildWeb } from './build-web.ts'

// `npm test [-- WORD …]`: every spec of the workspace, or those whose path holds a word; `-- --unit`, `--int`, `--e2e` for
// those of one kind. Needs no container; builds the web app if its sources changed. The last line counts.
const root = join(import.meta.dirname, '..')
const kinds = ['unit', 'int', 'e2e']
const wanted = process.argv.slice(2)
const chosen = kinds.filter((kind) => wanted.includes(`--${kind}`))
const words = wanted.filter((each) => !kinds.includes(each.replace(/^--/, '')))

if (chosen.length === 0 || chosen.includes('e2e')) await buildWeb(root)
const jest = join(root, 'node_modules/jest/bin/jest.js')
const selected = chosen.length === 0 ? [] : ['--selectProjects', ...chosen]
const child = spawn(
  process.execPath,
  [jest, ...selected, ...(words.length === 0 ? [] : ['--testPathPatterns', ...words])],
  {
    cwd: root,
    stdio: 'inherit',
    // What is tested is what is served: jest would name the environment `test`, and the web app would be another.
    env: {
      ...process.env,
      NODE_ENV: 'production',
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    },
  },
)
child.on('exit', (status) => process.exit(status ?? 1))
