import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sandboxFile } from '../deploy/src/sandbox.ts'
import { settingsPages } from './settings-pages.ts'

// `npm run describe-settings`: writes the tables of what can be set into the pages that hold one, and what
// the sandbox tells containers.
for (const { page, file, text, wanted } of await settingsPages()) {
  if (text === wanted) continue
  writeFileSync(file, wanted)
  process.stdout.write(`${page}\n`)
}
writeFileSync(join(import.meta.dirname, '../deploy/sandbox.env'), sandboxFile())
