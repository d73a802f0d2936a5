import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { watchFiles } from './watch/watch-files.ts'

// `npm run write-watch`: writes what watches a house (rules, dashboards) and the tables of docs/alerts.md, from scripts/watch/.
for (const { page, file, text, wanted } of await watchFiles()) {
  if (text === wanted) continue
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, wanted)
  process.stdout.write(`${page}\n`)
}
