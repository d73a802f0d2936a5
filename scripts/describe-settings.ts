import { writeFileSync } from 'node:fs'
import { settingsPages } from './settings-pages.ts'

// `npm run describe-settings`: writes the tables of what can be set into the pages that hold one.
for (const { page, file, text, wanted } of await settingsPages()) {
  if (text === wanted) continue
  writeFileSync(file, wanted)
  process.stdout.write(`${page}\n`)
}
