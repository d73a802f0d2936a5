import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { metrics } from './metrics.ts'

// One figure of one system, in a process of its own: `one.ts METRIC SYSTEM SECONDS POSTGRES-URL`; prints it as JSON.
const [name, system = '', seconds = '1', postgresUrl = ''] = process.argv.slice(2)
const folder = mkdtempSync(join(tmpdir(), 'careloom-bench-'))
const measure = metrics.find((metric) => metric.name === name)?.systems[system]
if (measure === undefined) throw new Error(`no ${name} of ${system}`)
const figure = await measure({ folder, seconds: Number(seconds), postgresUrl })
rmSync(folder, { recursive: true, force: true })
console.log(JSON.stringify(figure))
process.exit(0)
