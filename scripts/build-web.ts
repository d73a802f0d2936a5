import { spawn } from 'node:child_process'
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { unlessBuilt } from './built-from.ts'

const sources = ['web', 'packages/web-api', 'scripts/build-web.ts']

/** Builds the web app unless what was built last came from the same sources. */
export const buildWeb = (root: string): Promise<void> =>
  unlessBuilt(root, 'web/dist/.sources', sources, async () => {
    process.stdout.write('Careloom: preparing the web app …\n')
    const vite = join(root, 'web/node_modules/vite/bin/vite.js')
    const code = await new Promise<number>((resolve) => {
      const child = spawn(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
        cwd: join(root, 'web'),
        stdio: ['ignore', 'ignore', 'inherit'],
      })
      child.on('exit', (status) => resolve(status ?? 1))
    })
    if (code !== 0) throw new Error('The web app could not be built; the lines above say why.')
    await compressAssets(join(root, 'web/dist/assets'))
  })

const tight = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }

/** Each script, style and drawing once more as `.br` and `.gz`, as small as it gets: nobody waits for that at run time. */
async function compressAssets(folder: string): Promise<void> {
  const files = globSync('*.{js,css,svg}', { cwd: folder }).map((name) => join(folder, name))
  await Promise.all(
    files.map(async (file) => {
      const plain = readFileSync(file)
      writeFileSync(`${file}.br`, await promisify(brotliCompress)(plain, tight))
      writeFileSync(`${file}.gz`, await promisify(gzip)(plain, { level: 9 }))
    }),
  )
}
