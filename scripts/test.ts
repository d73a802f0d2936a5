import { availableParallelism } from 'node:os'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { buildWeb } from './build-web.ts'

// `npm test [-- PATTERN …]`: every spec of the workspace, or those whose path holds a pattern. Needs no container; builds
// the web app if its sources changed. Ends with one line that counts.
const root = join(import.meta.dirname, '..')
const wanted = process.argv.slice(2)
const places = [
  'packages',
  'services',
  'gateway',
  'sandbox',
  'embedded',
  'web',
  'scripts',
  'bench',
  'e2e',
]
const files = globSync(
  places.map((place) => `${place}/**/*.spec.ts`),
  { cwd: root, exclude: ['**/node_modules/**'] },
)
  .filter((file) => wanted.length === 0 || wanted.some((pattern) => file.includes(pattern)))
  .sort()

await buildWeb(root)
const started = performance.now()
let passed = 0
let failed = 0
let skipped = 0
const failures: string[] = []

const events = run({
  files: files.map((file) => join(root, file)),
  concurrency: Math.max(1, availableParallelism()),
  execArgv: ['--disable-warning=ExperimentalWarning'],
  timeout: 15 * 60_000,
})
events.on('test:pass', (event) => {
  if (event.details.type === 'suite' || isFile(event)) return
  if (event.skip !== undefined && event.skip !== false) skipped += 1
  else passed += 1
})
events.on('test:fail', (event) => {
  const error = event.details.error
  // A file that fails only because something in it did is counted there.
  if ((event.details.type === 'suite' || isFile(event)) && /subtest(s)? failed/.test(error.message))
    return
  failed += 1
  failures.push(
    `${event.file ?? ''}\n  ${event.name}\n${indent(String(error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : (error.cause ?? error.message)))}`,
  )
  process.stdout.write(`✖ ${event.name}\n`)
})
events.on('test:stderr', ({ message }) => process.stderr.write(message))
for await (const _event of events) void _event

for (const failure of failures) process.stdout.write(`\n${failure}\n`)
process.stdout.write(
  `\n${files.length} files in ${Math.round((performance.now() - started) / 1000)} s\n`,
)
process.stdout.write(
  `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`,
)
process.exit(failed === 0 && passed > 0 ? 0 : 1)

function isFile(event: { name: string; nesting: number }): boolean {
  return event.nesting === 0 && event.name.endsWith('.spec.ts')
}

function indent(text: string): string {
  return text
    .split('\n')
    .slice(0, 40)
    .map((line) => `    ${line}`)
    .join('\n')
}
