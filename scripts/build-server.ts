import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'rolldown'
import { unlessBuilt } from './built-from.ts'

const folders = ['packages', 'services', 'gateway', 'sandbox/src', 'embedded', 'proto']
const sources = [...folders, 'scripts/build-server.ts']

const sourceLines = 'source-lines'
/** Of what is in a folder of this name, Node does not say here what is deprecated. */
const others = 'node_modules/others.mjs'
/** Programs of their own: the start, what a bench starts, the threads and the hospital. They stand beside each other. */
const entries = {
  [sourceLines]: 'embedded/src/source-lines.ts',
  main: 'embedded/src/main.ts',
  start: 'embedded/src/start.ts',
  'writer-thread': 'packages/event-sourcing/src/sqlite/log/writer-thread.ts',
  'saver-thread': 'packages/event-sourcing/src/sqlite/rows/saver-thread.ts',
  'hospital-process': 'sandbox/src/hospital/hospital-process.ts',
}

/**
 * Bundles the server into `embedded/dist` unless what was built last came from the same sources. Stack traces name the lines of
 * our sources; what is not written here is in a file without a map.
 */
export const buildServer = (root: string): Promise<void> =>
  unlessBuilt(root, 'embedded/dist/.sources', sources, async () => {
    process.stdout.write('Careloom: preparing the server …\n')
    const dir = join(root, 'embedded/dist')
    rmSync(dir, { recursive: true, force: true })
    const { rolldown } = await import('rolldown')
    const bundle = await rolldown({
      input: entries,
      platform: 'node',
      cwd: root,
      logLevel: 'silent',
    })
    await bundle.write({
      dir,
      entryFileNames: '[name].js',
      chunkFileNames: ({ name }) => (name === 'others' ? others : '[name].js'),
      codeSplitting: { groups: [{ name: 'others', test: /node_modules|proto\/gen/ }] },
      banner: ({ isEntry, name }) =>
        isEntry && name !== sourceLines ? `import './${sourceLines}.js'` : '',
      sourcemap: true,
      sourcemapExcludeSources: true,
      plugins: [withoutMapOfOthers],
    })
    await bundle.close()
  })

const withoutMapOfOthers: Plugin = {
  name: 'without-map-of-others',
  generateBundle(_options, bundle) {
    const chunk = bundle[others]
    if (chunk?.type === 'chunk')
      chunk.code = chunk.code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
    delete bundle[`${others}.map`]
  },
}
