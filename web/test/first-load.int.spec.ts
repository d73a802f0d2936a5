import assert from 'node:assert/strict'
import { beforeAll, test } from '@jest/globals'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type Rolldown } from 'vite'

const web = fileURLToPath(new URL('..', import.meta.url))
const limitKb = 250

let files: readonly (Rolldown.OutputChunk | Rolldown.OutputAsset)[] = []

beforeAll(async () => {
  const built = await build({
    root: web,
    configFile: `${web}vite.config.ts`,
    logLevel: 'error',
    build: { write: false },
  })
  files = [built].flat().flatMap((one) => ('output' in one ? one.output : []))
})

const chunks = () => files.filter((file) => file.type === 'chunk')
const chunkOf = (source: string) =>
  chunks().find(({ facadeModuleId }) => facadeModuleId?.endsWith(source))
const sizeOf = (text: string | Uint8Array) => gzipSync(text).length / 1000

/** A chunk with everything that it imports at once, and the styles of all of them. */
function loadOf(names: readonly string[]): number {
  const seen = new Set<string>()
  const styles = new Set<string>()
  const visit = (name: string) => {
    const chunk = chunks().find(({ fileName }) => fileName === name)
    if (!chunk || seen.has(name)) return
    seen.add(name)
    for (const style of chunk.viteMetadata?.importedCss ?? []) styles.add(style)
    chunk.imports.forEach(visit)
  }
  names.forEach(visit)
  const scripts = chunks().filter(({ fileName }) => seen.has(fileName))
  const sheets = files.filter((file) => file.type === 'asset' && styles.has(file.fileName))
  return [
    ...scripts.map(({ code }) => sizeOf(code)),
    ...sheets.map((file) => (file.type === 'asset' ? sizeOf(file.source) : 0)),
  ].reduce((sum, size) => sum + size, 0)
}

for (const desk of ['sign-in', 'clinician', 'coordinator', 'person', 'peer', 'integrator'])
  test(`the ${desk} desk loads in under ${limitKb} kB of gzip, scripts and styles together`, () => {
    const entry = chunks().find(({ isEntry }) => isEntry)
    const app = chunkOf('/src/start.tsx')
    const own = chunkOf(`/desks/${desk}/index.ts`)
    assert.ok(entry && app && own)
    const load = loadOf([entry.fileName, app.fileName, own.fileName])
    assert.ok(load > 50 && load < limitKb, `${load.toFixed(2)} kB`)
  })

test('the chart library is in no desk', () => {
  const eager = chunks().filter(({ imports }) =>
    imports.some((name) => name.includes('trend-chart')),
  )
  assert.deepEqual(
    eager.map(({ fileName }) => fileName),
    [],
  )
})

test('what leaves for the identity provider comes without the app', () => {
  const entry = chunks().find(({ isEntry }) => isEntry)
  const provider = chunkOf('/app/identity-provider.ts')
  assert.ok(entry && provider)
  const load = loadOf([entry.fileName, provider.fileName])
  assert.ok(load < 20, `${load.toFixed(2)} kB`)
})
