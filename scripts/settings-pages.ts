import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format, resolveConfig } from 'prettier'
import { tablesOf } from '../packages/config/src/tables.ts'
import { clusterSettings } from '../packages/cluster/src/config.ts'
import { everySetting } from '../embedded/src/config.ts'
import { door } from '../gateway/src/config.ts'

// The tables of what can be set, in the pages that hold one: made of the declarations that read the environment.
const root = join(import.meta.dirname, '..')
const begin = '<!-- Of the settings: `npm run describe-settings` writes this. -->'
const end = '<!-- Until here. -->'

/** What is told to processes of one service each, beside what the service is told. */
const ofProcesses = [...clusterSettings, door]

/** Each page that holds a table, with the parts whose settings it shows. */
const pages: readonly (readonly [page: string, parts: readonly string[]])[] = [
  ['docs/operate.md', everySetting.map(({ part }) => part)],
  ['docs/cluster.md', ofProcesses.map(({ part }) => part)],
  ['gateway/README.md', ['gateway']],
  ...['assignments', 'care-plans', 'fhir-adapter', 'outcomes', 'referrals'].map(
    (service) => [`services/${service}/README.md`, [service]] as const,
  ),
]

/** Each page as it is, and as it must be. */
export function settingsPages() {
  return Promise.all(
    pages.map(async ([page, parts]) => {
      const file = join(root, page)
      const text = readFileSync(file, 'utf8')
      const [before, , after] = text.split(new RegExp(`(?<=${begin})|(?=${end})`))
      if (before === undefined || after === undefined)
        throw new TypeError(`${page} must hold a line ${begin} and below it a line ${end}`)
      const shown = [...everySetting, ...ofProcesses].filter(({ part }) => parts.includes(part))
      const whole = `${before}\n\n${tablesOf(shown)}\n\n${after}`
      const options = await resolveConfig(file)
      return { page, file, text, wanted: await format(whole, { ...options, filepath: file }) }
    }),
  )
}
