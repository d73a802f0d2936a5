import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { buildImage } from './image/build.ts'

// npm run build-image -- [--tag careloom:latest] [--base debian:bookworm-slim]: the image of which every process of a house is
// started. Needs Docker, and no registry but for the base.
const { values } = parseArgs({
  options: {
    tag: { type: 'string', default: 'careloom:latest' },
    base: { type: 'string', default: 'debian:bookworm-slim' },
  },
})
await buildImage(values)
const { stdout } = spawnSync('docker', ['image', 'inspect', values.tag, '--format', '{{.Size}}'])
console.log(`${values.tag}: ${Math.round(Number(String(stdout)) / 1e6)} MB`)
