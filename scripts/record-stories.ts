import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recordStories, storyDesks } from '@careloom/e2e/stories'
import { buildWeb } from './build-web.ts'

// `npm run record-stories`: walks the real server and keeps what it answered each desk, for the screens' stories to show.
const root = join(import.meta.dirname, '..')
await buildWeb(root)
const recorded = await recordStories()
for (const desk of storyDesks) {
  const file = `web/src/desks/${desk}/fixtures.json`
  writeFileSync(join(root, file), `${JSON.stringify(recorded[desk], null, 1)}\n`)
  process.stdout.write(`${file}\n`)
}
process.exit()
