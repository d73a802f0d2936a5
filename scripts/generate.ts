import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// `npm run generate`: TypeScript from `proto/`, and what reflection says of it. With `--check`: says whether what is committed is what would be generated.
const root = join(import.meta.dirname, '..')
const gen = join(root, 'proto/gen')

const buf = (args: readonly string[]) => {
  const done = spawnSync(join(root, 'node_modules/.bin/buf'), args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    },
  })
  if (done.status !== 0) process.exit(done.status ?? 1)
}

/** @param folder under which `proto/gen` is made anew */
const generate = (folder: string) => {
  buf(['generate', '--output', folder])
  const descriptors = join(folder, 'proto/gen/descriptors.binpb')
  buf(['build', '--as-file-descriptor-set', '--exclude-source-info', '-o', descriptors])
}

const contents = (folder: string) =>
  new Map(
    globSync('**/*.{ts,binpb}', { cwd: folder })
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'base64')]),
  )

if (process.argv.includes('--check')) {
  const scratch = mkdtempSync(join(tmpdir(), 'careloom-gen-'))
  try {
    generate(scratch)
    const fresh = contents(join(scratch, 'proto/gen'))
    const committed = contents(gen)
    const differing = [...new Set([...fresh.keys(), ...committed.keys()])].filter(
      (file) => fresh.get(file) !== committed.get(file),
    )
    for (const file of differing)
      process.stdout.write(`proto/gen/${file} is not what proto/ says: npm run generate\n`)
    process.exit(differing.length === 0 && fresh.size > 0 ? 0 : 1)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
} else {
  buf(['lint'])
  generate(root)
}
