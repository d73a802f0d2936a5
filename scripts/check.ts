import { spawn } from 'node:child_process'
import { join } from 'node:path'

// `npm run check`: what CI looks at first. Each part says what it found; all run even if one fails.
const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)
const code = [
  'packages',
  'services',
  'gateway',
  'sandbox',
  'embedded',
  'deploy',
  'scripts',
  'bench',
  'e2e',
]

type Part = {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** What it says is shown also when it passes. */
  readonly tells?: boolean
}
const parts: readonly (readonly Part[])[] = [
  [
    { name: 'types', command: bin('tsc'), args: ['-p', 'tsconfig.json'] },
    {
      name: 'lint',
      command: bin('oxlint'),
      args: ['--type-aware', '--deny-warnings', '--quiet', ...code, 'proto/src', 'web/src'],
    },
  ],
  [
    { name: 'types of the web app', command: bin('tsc'), args: ['-p', 'web/tsconfig.json'] },
    {
      name: 'borders',
      command: bin('depcruise'),
      args: [...code, 'proto/src', 'web/src', '--output-type', 'err'],
    },
    { name: 'format', command: bin('prettier'), args: ['--check', '--log-level', 'warn', '.'] },
    { name: 'purity', command: process.execPath, args: ['scripts/check-purity.ts'] },
    { name: 'proto lint', command: bin('buf'), args: ['lint'] },
    {
      name: 'proto kept',
      command: process.execPath,
      args: ['scripts/check-breaking.ts'],
      tells: true,
    },
    { name: 'proto drift', command: process.execPath, args: ['scripts/generate.ts', '--check'] },
    { name: 'dead code', command: bin('knip'), args: ['--no-progress', '--no-config-hints'] },
  ],
]

const failed: string[] = []
// Two at a time: the machines have two cores.
const queue = parts.flat()
const worker = async () => {
  for (let part = queue.shift(); part !== undefined; part = queue.shift())
    if (!(await runs(part))) failed.push(part.name)
}
await Promise.all([worker(), worker()])
if (failed.length > 0) {
  process.stdout.write(`\nFailed: ${failed.join(', ')}\n`)
  process.exit(1)
}
process.stdout.write('\nAll checks passed.\n')

function runs({ name, command, args, tells = false }: Part): Promise<boolean> {
  return new Promise((resolve) => {
    const started = performance.now()
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('exit', (status) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      process.stdout.write(
        `${status === 0 ? '✔' : '✖'} ${name} (${seconds} s)\n${status === 0 && !tells ? '' : output}`,
      )
      resolve(status === 0)
    })
  })
}
