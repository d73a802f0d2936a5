// Runs a TypeScript program of this workspace on the pinned Node, installing what is missing first.
// Plain JavaScript for any Node from 20 on: it is what stands between a bare machine and the rest.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const PNPM = 'pnpm@12.21.0'
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [program, ...args] = process.argv.slice(2)

const stamp = join(root, 'node_modules', '.careloom-installed')
const wanted = manifestHash()
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) install()

const node = pinnedNode()
// The product is not let grow to three times what it holds, nor to what Node takes for its youngest objects.
const flags =
  program === 'scripts/start.ts'
    ? JSON.parse(readFileSync(join(root, 'embedded/node-flags.json'), 'utf8'))
    : []
const ours = ['--disable-warning=ExperimentalWarning', ...flags, join(root, program), ...args]
const child = spawn(node, ours, {
  cwd: process.env.INIT_CWD ?? root,
  stdio: 'inherit',
  // Code that was compiled once is not compiled again: a start takes half the time.
  env: {
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'careloom-code'),
    ...process.env,
    PATH: `${dirname(node)}:${join(root, 'node_modules/.bin')}:${process.env.PATH}`,
  },
})
// A Ctrl-C reaches the child through the terminal; a signal sent to this process alone is passed on.
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  })
}
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)))

function install() {
  if (!process.env.CI)
    console.log('Careloom: installing what it needs (once; one to three minutes) …')
  const done = spawnSync(
    'npx',
    ['--yes', PNPM, 'install', '--frozen-lockfile', '--prefer-offline'],
    {
      cwd: root,
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, CI: 'true' },
    },
  )
  if (done.status !== 0) {
    console.error(
      'Careloom: the installation failed; the lines above say why. Node 20 or later and npm are needed.',
    )
    process.exit(1)
  }
  mkdirSync(dirname(stamp), { recursive: true })
  writeFileSync(stamp, manifestHash())
}

/** Changes whenever a package.json or the lockfile does, so that a pull is followed by an installation. */
function manifestHash() {
  const hash = createHash('sha256')
  const folders = ['.', 'proto', 'gateway', 'web', 'sandbox', 'embedded', 'deploy', 'bench', 'e2e']
  for (const parent of ['packages', 'services'])
    for (const name of readdirSync(join(root, parent)).sort()) folders.push(join(parent, name))
  for (const file of [
    'pnpm-lock.yaml',
    'pnpm-workspace.yaml',
    ...folders.map((f) => join(f, 'package.json')),
  ])
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function pinnedNode() {
  for (const name of [`node-${process.platform}-${process.arch}`]) {
    const path = join(root, 'node_modules', name, 'bin', 'node')
    if (existsSync(path)) return path
  }
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 24 || (major === 24 && minor >= 12)) return process.execPath
  console.error(
    `Careloom: no pinned Node for ${process.platform}-${process.arch}; install Node 24.12 or later and run this again.`,
  )
  process.exit(1)
}
