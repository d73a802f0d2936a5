import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { buildWeb } from '../build-web.ts'

const root = join(import.meta.dirname, '../..')
const pnpm = 'pnpm@12.21.0'

/** Node's word for the machine that images are made for, which is this one's unless Docker runs elsewhere. */
const cpu = process.arch

/** What is in the image, beside what `pnpm` installs there. */
const served = [
  'package.json',
  'pnpm-workspace.yaml',
  'pnpm-lock.yaml',
  'patches',
  'LICENSE',
  'packages',
  'services',
  'proto',
  'gateway',
  'embedded',
  'sandbox',
  'deploy',
  'web/dist',
  // What an operator runs in a container.
  'scripts/migrate.ts',
  'scripts/make-secrets.ts',
  'scripts/make-caller-keys.ts',
  'scripts/write-realm.ts',
  'scripts/rotate-key.ts',
  'scripts/verify-log.ts',
  'scripts/verify-log',
  'scripts/data-place.ts',
]
/** Known to the lockfile, but not there. */
const onlyNamed = ['web', 'e2e', 'bench']

type Image = { readonly tag: string; readonly base: string }

/** Builds the image from these sources. @throws Error when one of its steps fails; what it says has been shown */
export async function buildImage({ tag, base }: Image): Promise<void> {
  await buildWeb(root)
  const context = mkdtempSync(join(tmpdir(), 'careloom-image-'))
  try {
    gather(context)
    await install(context)
    const told = ['--build-arg', `BASE=${base}`, '--file', join(root, 'deploy/Dockerfile')]
    await run('docker', ['build', '--quiet', '--tag', tag, ...told, context], root)
  } finally {
    rmSync(context, { recursive: true, force: true })
  }
}

function gather(context: string): void {
  for (const name of served)
    cpSync(join(root, name), join(context, name), { recursive: true, filter: isServed })
  for (const name of onlyNamed) {
    mkdirSync(join(context, name), { recursive: true })
    cpSync(join(root, name, 'package.json'), join(context, name, 'package.json'))
  }
  mkdirSync(join(context, 'bin'))
  symlinkSync(`../deploy/node_modules/node-linux-${cpu}/bin/node`, join(context, 'bin/node'))
}

/** No test, nothing that was built or installed here, and no data. */
function isServed(path: string): boolean {
  const place = relative(root, path)
  return (
    !/\.(spec|contract|child)\.ts$/.test(place) &&
    !/(^|\/)(node_modules|data(\..*)?|\.cache)$/.test(place) &&
    !/^embedded\/dist|^packages\/testing\/(?!package\.json)./.test(place)
  )
}

/** What the processes need, for Linux, and nothing that runs when it is installed. */
function install(context: string): Promise<void> {
  const machine = ['--os', 'linux', '--cpu', cpu, '--libc', 'glibc']
  const what = ['--prod', '--frozen-lockfile', '--prefer-offline', '--ignore-scripts', ...machine]
  const args = ['--yes', pnpm, 'install', ...what, '--filter-prod', '@careloom/deploy...']
  return run('npx', args, context)
}

function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CI: 'true', DOCKER_BUILDKIT: '0' }
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', process.stderr, process.stderr],
    })
    child.once('error', () => reject(new Error(`${command} is not there.`)))
    child.once('exit', (code) =>
      code === 0
        ? resolve()
        : reject(new Error(`${command} ${args[0]} failed; the lines above say why.`)),
    )
  })
}
