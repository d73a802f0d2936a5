import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hashOfCode } from '../packages/testing/src/hash-of-code.ts'
import { files } from './new-service/files.ts'
import { namesOf } from './new-service/names.ts'

// `npm run new-service -- NAME`: a service with every room, one aggregate, its proto and its specs, in the lockfile and
// generated, its reasons listed. `npm run check` passes at once; then make it yours.
const root = join(import.meta.dirname, '..')
const pnpm = 'pnpm@12.21.0'
const [name = ''] = process.argv.slice(2)
if (!/^[a-z][a-z-]{1,30}[a-z]$/.test(name))
  fail('Give it a name in kebab-case, as a plural of the domain: npm run new-service -- programs')
if (existsSync(join(root, 'services', name))) fail(`services/${name} is there already.`)

const { one } = namesOf(name)
const written = Object.entries(files(name))
for (const [file, text] of written) write(file, text)
const list = `services/${name}/src/app/projections/${one}-list`
write(
  `${list}.spec.ts`,
  read(`${list}.spec.ts`).replace('HASH', hashOfCode(join(root, `${list}.ts`))),
)
exportFromProto()
listOwner()
listRefusals()
run('npx', ['--yes', pnpm, 'install', '--no-frozen-lockfile', '--prefer-offline'])
run('npm', ['run', '--silent', 'generate'])
run(join(root, 'node_modules/.bin/prettier'), [
  '--log-level',
  'warn',
  '--write',
  'proto/package.json',
  'packages/terminology/src/refusals.ts',
  'web/src/words/problems.ts',
  ...written.map(([file]) => file).filter((file) => !file.endsWith('.proto')),
])
process.stdout.write(
  `services/${name} is there. Next: npm run check, and name it in embedded/src/parts.ts.\n`,
)

function exportFromProto(): void {
  const file = 'proto/package.json'
  const manifest = JSON.parse(read(file)) as { exports: Record<string, string> }
  manifest.exports[`./${name}`] = `./src/${name}.ts`
  write(file, `${JSON.stringify(manifest, null, 2)}\n`)
}

/** Others find it, and what it publishes, by its name. */
function listOwner(): void {
  const { camel, One } = namesOf(name)
  const file = 'proto/src/owners.ts'
  const listed = read(file)
    .replace('\n\n', `\nimport { ${camel}Topic, ${One}ServiceDefinition } from './${name}.ts'\n\n`)
    .replace('export const owners = {\n', `$&  '${name}': ${One}ServiceDefinition,\n`)
    .replace('export const topics = [\n', `$&  ${camel}Topic,\n`)
  write(file, listed)
}

/** Its reasons are listed, and no screen says them yet. */
function listRefusals(): void {
  const { camel } = namesOf(name)
  const reasons = [`${one}-already-registered`, `${one}-not-registered`]
  const list = 'packages/terminology/src/refusals.ts'
  const quoted = reasons.map((reason) => `'${reason}'`)
  write(
    list,
    read(list).replace('export const refusals = {\n', `$&  ${camel}: [${quoted.join(', ')}],\n`),
  )
  const words = 'web/src/words/problems.ts'
  write(words, read(words).replace('type General =\n', `$&  | ${quoted.join('\n  | ')}\n`))
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}

function run(command: string, args: readonly string[]): void {
  const env = { ...process.env, CI: 'true' }
  const { status } = spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 2, 2] })
  if (status !== 0) fail(`${command} ${args.join(' ')} did not work: the lines above say why.`)
}

function fail(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}
