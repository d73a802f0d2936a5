import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { chmodSync, chownSync, existsSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type Postgres = { readonly url: string; readonly version: string; close(): void }

/** Starts the machine's PostgreSQL on a folder of its own, as somebody who is not root; or says why it cannot. */
export function startPostgres(): Postgres | { readonly missing: string } {
  const initdb = globSync('/usr/lib/postgresql/*/bin/initdb').sort().at(-1)
  if (initdb === undefined) return { missing: 'PostgreSQL is not installed (Debian: postgresql)' }
  const bin = dirname(initdb)
  const folder = mkdtempSync(join(tmpdir(), 'careloom-pg-'))
  const owner = process.getuid?.() === 0 ? (userIds('postgres') ?? userIds('nobody')) : undefined
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  chmodSync(folder, 0o700)
  const run = (program: string, ...args: string[]): SpawnSyncReturns<string> =>
    spawnSync(join(bin, program), args, {
      encoding: 'utf8',
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...owner,
    })
  const port = 20_000 + (process.pid % 20_000)
  const data = join(folder, 'data')
  const made = run('initdb', '-D', data, '-U', 'bench', '--auth=trust', '--no-sync')
  if (made.status !== 0) return { missing: `initdb failed: ${made.stderr.slice(0, 200)}` }
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c synchronous_commit=on -c fsync=on`
  const log = join(folder, 'log')
  const started = spawnSync(
    join(bin, 'pg_ctl'),
    ['-D', data, '-w', '-l', log, '-o', options, 'start'],
    { stdio: 'ignore', cwd: folder, ...owner },
  )
  if (started.status !== 0 || !existsSync(join(data, 'postmaster.pid')))
    return { missing: 'PostgreSQL did not start' }
  return {
    url: `postgresql://bench@127.0.0.1:${port}/postgres`,
    version: run('postgres', '--version').stdout.trim(),
    close() {
      run('pg_ctl', '-D', data, '-m', 'immediate', 'stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function userIds(name: string): { uid: number; gid: number } | undefined {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout || Number.NaN),
  )
  return uid === undefined || gid === undefined || Number.isNaN(uid) || Number.isNaN(gid)
    ? undefined
    : { uid, gid }
}
