import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'

/** What `npm start` runs, on a free port and a data folder of its own. */
function start(t: TestContext, env: Record<string, string>, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'careloom-start-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...args], {
    env: { ...process.env, CARELOOM_DATA: folder, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  t.after(() => child.kill('SIGKILL'))
  return child
}

/** Everything that it says until something is said, or until it ends. */
async function saidUntil(child: ChildProcess, what: RegExp): Promise<string> {
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = once(child, 'exit').then(() => true)
  while (!what.test(said))
    if (await Promise.race([ended, new Promise((next) => setTimeout(next, 20, false))])) break
  return said
}

describe('npm start', () => {
  it(
    'prints where to go, answers there, and ends well when it is asked to',
    withContext(async (t) => {
      const child = start(t, {})
      const said = await saidUntil(child, /Stop with Ctrl-C/)
      const addresses = [...said.matchAll(/http:\/\/localhost:\d+\S*/g)].map(([address]) => address)
      assert.equal(addresses.length, 5, said)
      for (const address of addresses) {
        const { status } = await fetch(address.replace(/\/fhir$/, '/fhir/metadata'))
        assert.equal(status, 200, address)
      }
      child.kill('SIGTERM')
      assert.deepEqual(await once(child, 'exit'), [0, null])
    }),
  )
  it(
    'says what is wrong with a variable, and ends',
    withContext(async (t) => {
      for (const [name, value] of [
        ['PORT', 'eighty'],
        ['GATEWAY_RATE_LIMIT_PER_MINUTE', 'many'],
      ] as const) {
        const child = start(t, { [name]: value })
        assert.match(await saidUntil(child, /^$./), new RegExp(`Careloom: ${name} must be`))
        assert.equal(child.exitCode, 1)
      }
    }),
  )
})
