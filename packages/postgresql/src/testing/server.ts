import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@careloom/testing'
import { freePort } from '@careloom/testing/engines'
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

/** PostgreSQL on a folder of its own; gone when the test ends. */
export async function startPostgres(t: TestContext): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'careloom-postgres-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const owner = otherThanRoot()
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid)
  const initdb = join(programs ?? '', 'initdb')
  const made = spawnSync(initdb, ['-D', folder, '-U', 'careloom', '-A', 'trust', '-E', 'UTF8'], {
    ...owner,
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  const port = await freePort()
  const url = `postgresql://careloom@127.0.0.1:${port}/postgres`
  const args = ['-D', folder, '-h', '127.0.0.1', '-p', String(port), '-k', '']
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

async function answers(url: string): Promise<boolean> {
  const client = new Client(url)
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
