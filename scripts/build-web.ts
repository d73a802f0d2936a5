import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

/** Builds the web app unless what was built last came from the same sources. */
export async function buildWeb(root: string): Promise<void> {
  const stamp = join(root, 'web/dist/.sources')
  const wanted = sourcesHash(root)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
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
  writeFileSync(stamp, wanted)
}

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

function sourcesHash(root: string): string {
  const hash = createHash('sha256')
  const files = globSync(
    [
      'web/src/**/*',
      'web/public/**/*',
      'web/*.{ts,json,html}',
      'packages/web-api/src/**/*.ts',
      'pnpm-lock.yaml',
      'scripts/build-web.ts',
    ],
    { cwd: root, withFileTypes: true },
  )
  for (const file of files
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name))
    .sort())
    hash.update(file).update(readFileSync(file))
  return hash.digest('hex')
}
