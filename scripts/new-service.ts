import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { files } from './new-service/files.ts'

// `npm run new-service -- NAME`: a service with every room, one aggregate, its proto and its specs. `npm run check` passes
// at once; then make it yours.
const root = join(import.meta.dirname, '..')
const [name = ''] = process.argv.slice(2)
if (!/^[a-z][a-z-]{1,30}[a-z]$/.test(name))
  fail('Give it a name in kebab-case, as a plural of the domain: npm run new-service -- programs')
if (existsSync(join(root, 'services', name))) fail(`services/${name} is there already.`)

for (const [file, text] of Object.entries(files(name))) {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
process.stdout.write(
  `services/${name} is there. Next: npm run generate, npm run check, and name it in embedded/src/start.ts.\n`,
)

function fail(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}
