import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@careloom/testing'
import { freePort } from '@careloom/testing/free-port'
import type { TestContext } from '@careloom/testing/with-context'
import { Client } from 'pg'

const debian = '/usr/lib/postgresql'
const places = existsSync(debian)
  ? readdirSync(debian).map((version) => join(debian, version, 'bin'))
  : ['/usr/local/bin', '/usr/bin', '/opt/homebrew/bin']

/** Where the programs of PostgreSQL are on this machine; undefined where it is not installed. */
export const programs = places.findLast((place) => existsSync(join(place, 'initdb')))

export type Server = {
  readonly url: string
  /** As a machine that loses its power. */
  kill(): Promise<void>
  start(): Promise<void>
}

export type Standby = Server & {
  /** Takes over: it takes writes when this resolves. */
  promote(): Promise<void>
}

/** Acknowledges nothing that its standby does not have on disk. */
export type Primary = Server & { readonly standby: Standby }

/** PostgreSQL on a folder of its own; gone when the test ends. */
export async function startPostgres(t: TestContext): Promise<Server> {
  const folder = scratchFolder(t)
  run('initdb', ['-D', folder, '-U', 'careloom', '-A', 'trust', '-E', 'UTF8'])
  return serverIn(t, folder, [])
}

/** The same with a standby that follows it over a stream of its own. */
export async function startWithStandby(t: TestContext): Promise<Primary> {
  const folder = scratchFolder(t)
  run('initdb', ['-D', folder, '-U', 'careloom', '-A', 'trust', '-E', 'UTF8'])
  const primary = await serverIn(t, folder, ['-c', 'synchronous_standby_names=*'])
  const copy = scratchFolder(t)
  run('pg_basebackup', ['-D', copy, '-d', primary.url, '-R', '-X', 'stream', '-c', 'fast'])
  const standby = await serverIn(t, copy, [])
  const promote = async () => {
    await asked(standby.url, 'SELECT pg_promote(true)')
    await eventually(async () => !(await isFollowing(standby.url)), 'a primary', 60_000)
  }
  await eventually(() => isFollowed(primary.url), 'a standby', 60_000)
  return { ...primary, standby: { ...standby, promote } }
}

function scratchFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'careloom-postgres-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const owner = otherThanRoot()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  return folder
}

function run(program: string, args: readonly string[]): void {
  const options = { ...otherThanRoot(), encoding: 'utf8' as const }
  const { status, stderr } = spawnSync(join(programs ?? '', program), args, options)
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
}

async function serverIn(t: TestContext, folder: string, more: readonly string[]): Promise<Server> {
  const owner = otherThanRoot()
  const port = await freePort()
  const url = `postgresql://careloom@127.0.0.1:${port}/postgres`
  const args = ['-D', folder, '-h', '127.0.0.1', '-p', String(port), '-k', '', ...more]
  let server = begin()
  function begin() {
    return spawn(join(programs ?? '', 'postgres'), args, { ...owner, stdio: 'ignore' })
  }
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null
  const kill = async () => {
    if (hasEnded()) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  t.after(kill)
  await eventually(() => answers(url), 'PostgreSQL', 60_000)
  return {
    url,
    kill,
    async start() {
      const isBack = () => {
        // Refused while processes of the one before still end.
        if (hasEnded()) server = begin()
        return answers(url)
      }
      await eventually(isBack, 'PostgreSQL', 60_000)
    },
  }
}

/** PostgreSQL refuses to run as root. */
function otherThanRoot(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith('postgres:'))
  const [, , uid, gid] = line?.split(':') ?? []
  return { uid: Number(uid), gid: Number(gid) }
}

const answers = (url: string): Promise<boolean> =>
  asked(url, 'SELECT 1').then(
    () => true,
    () => false,
  )

const isFollowed = async (url: string): Promise<boolean> =>
  (await asked(url, "SELECT 1 FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')")) > 0

const isFollowing = async (url: string): Promise<boolean> =>
  (await asked(url, 'SELECT 1 WHERE pg_is_in_recovery()')) > 0

/** How many rows it answers. */
async function asked(url: string, text: string): Promise<number> {
  const client = new Client(url)
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(text)).rowCount ?? 0
  } finally {
    await client.end().catch(() => undefined)
  }
}
