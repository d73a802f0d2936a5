import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// `node scripts/check-breaking.ts [FOLDER]`: whether the messages in `proto/` can still be read by who was built before (`buf
// breaking`). Compares with the last version tag; where there is none with where this branch left main; on main with the
// commit before. Says which. Needs the clone as it is, no network: of a shallow one, what is there.
const root = join(import.meta.dirname, '..')
const buf = join(root, 'node_modules/.bin/buf')

type Base = { readonly commit: string; readonly name: string }

function git(folder: string, ...args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8' })
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined
}

/** What this clone has to compare with; undefined when it is no clone. */
function baseIn(folder: string): Base | undefined {
  const head = git(folder, 'rev-parse', '--verify', 'HEAD')
  if (head === undefined) return undefined
  const tag = git(folder, 'describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*')
  if (tag !== undefined) return { commit: tag, name: `the last tag, ${tag}` }
  for (const main of ['main', 'origin/main']) {
    const left = git(folder, 'merge-base', 'HEAD', main)
    if (left !== undefined && left !== head)
      return { commit: left, name: `${main} at ${short(left)}; there is no tag` }
  }
  const before = git(folder, 'rev-parse', '--verify', '--quiet', 'HEAD^')
  if (before !== undefined)
    return { commit: before, name: `the commit before, ${short(before)}; there is no tag` }
  const why = 'no tag and no earlier commit are in this clone'
  return { commit: head, name: `what is committed, ${short(head)}; ${why}` }
}

const short = (commit: string): string => commit.slice(0, 9)

/** Puts the messages of a commit into a folder. */
function extract(folder: string, { commit }: Base, to: string): boolean {
  mkdirSync(to)
  const archive = spawnSync('git', ['archive', '--format=tar', commit, 'buf.yaml', 'proto'], {
    cwd: folder,
    maxBuffer: 256 * 1024 * 1024,
  })
  if (archive.status !== 0) return false
  return spawnSync('tar', ['-xf', '-'], { cwd: to, input: archive.stdout }).status === 0
}

function check(folder: string): number {
  const base = baseIn(folder)
  if (base === undefined) {
    console.log('not compared: this is no clone of the repository')
    return 0
  }
  const scratch = mkdtempSync(join(tmpdir(), 'careloom-breaking-'))
  try {
    const before = join(scratch, 'before')
    if (!extract(folder, base, before)) {
      console.log(`not compared: ${base.name} has no messages`)
      return 0
    }
    const { status, stdout, stderr } = spawnSync(buf, ['breaking', '--against', before], {
      cwd: folder,
      encoding: 'utf8',
    })
    console.log(`compared with ${base.name}`)
    process.stdout.write(stdout + stderr)
    return status ?? 1
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

process.exitCode = check(process.argv[2] ?? root)
