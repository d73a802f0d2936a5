import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { clientToken, fhir } from '@careloom/e2e'
import { withContext, type TestContext } from '@careloom/testing/with-context'

/** What `npm start` runs, on a free port and a data folder of its own. */
function start(t: TestContext, env: Record<string, string>, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'careloom-start-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'start.ts'), ...args], {
    env: { ...process.env, CARELOOM_DATA: folder, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a terminal gives it one.
    detached: true,
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

/** The addresses that a start prints, by what stands before them. */
const addressesIn = (said: string) =>
  new Map(
    [...said.matchAll(/^ {2}(\w[\w ]+?) {2,}(http:\/\/localhost:\d+\S*)/gm)].map(
      ([, name = '', address = '']) => [name, address],
    ),
  )

/** Until nobody is at an address any more. */
async function gone(address: string): Promise<void> {
  while (
    await fetch(address).then(
      () => true,
      () => false,
    )
  )
    await new Promise((next) => setTimeout(next, 20))
}

describe('npm start', () => {
  it(
    'prints where to go, answers there, and ends well when it is asked to',
    withContext(async (t) => {
      const child = start(t, {})
      const said = await saidUntil(child, /Stop with Ctrl-C/)
      const addresses = addressesIn(said)
      assert.equal(addresses.size, 5, said)
      for (const address of addresses.values()) {
        const { status } = await fetch(address.replace(/\/fhir$/, '/fhir/metadata'))
        assert.equal(status, 200, address)
      }
      const product = addresses.get('Product') ?? ''
      const client = fhir(product, await clientToken(product))
      const name = [{ family: 'Start', given: ['Robin'] }]
      const identifier = [{ system: 'urn:start', value: '1' }]
      const { status } = await client.create({ resourceType: 'Patient', name, identifier })
      assert.equal(status, 201)
      assert.equal((await client.search('Patient?identifier=urn:start|1')).total, 1)
      assert.equal((await fetch(`${product}/readyz`)).status, 200)
      const hospital = addresses.get('Sandbox hospital') ?? ''
      assert.notEqual(new URL(hospital).origin, addresses.get('Product'))
      const ended = once(child, 'exit')
      // Ctrl-C reaches every process that was started.
      process.kill(-Number(child.pid), 'SIGINT')
      assert.deepEqual(await ended, [0, null])
      await gone(hospital)
    }),
  )
  it(
    'takes the hospital along when it is killed',
    withContext(async (t) => {
      const child = start(t, {})
      const hospital =
        addressesIn(await saidUntil(child, /Stop with Ctrl-C/)).get('Sandbox hospital') ?? ''
      assert.equal((await fetch(hospital)).status, 200)
      child.kill('SIGKILL')
      await gone(hospital)
    }),
  )
  it(
    'says when the hospital died, and goes on without it',
    withContext(async (t) => {
      const child = start(t, {})
      const addresses = addressesIn(await saidUntil(child, /Stop with Ctrl-C/))
      const { stdout } = spawnSync('pgrep', ['-P', String(child.pid)])
      process.kill(Number(stdout.toString().trim()), 'SIGKILL')
      assert.match(await saidUntil(child, /hospital ended/), /"where":"hospital","code":"SIGKILL"/)
      await gone(addresses.get('Sandbox hospital') ?? '')
      assert.equal((await fetch(`${addresses.get('Product')}/readyz`)).status, 200)
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      assert.deepEqual(await ended, [0, null])
    }),
  )
  it(
    'leaves nothing behind on the second start where the first one is',
    withContext(async (t) => {
      const first = start(t, {})
      const addresses = addressesIn(await saidUntil(first, /Stop with Ctrl-C/))
      const portOf = (name: string) => new URL(addresses.get(name) ?? '').port
      const ports = { PORT: portOf('Product'), HOSPITAL_PORT: portOf('Sandbox hospital') }
      for (const [env, reason] of [
        [ports, `port ${ports.PORT} is taken`],
        [
          { HOSPITAL_PORT: ports.HOSPITAL_PORT },
          `port ${ports.HOSPITAL_PORT} is taken, where the sandbox hospital`,
        ],
      ] as const) {
        const second = start(t, env)
        assert.match(await saidUntil(second, /^$./), new RegExp(reason))
        assert.equal(second.exitCode, 1)
      }
      assert.equal((await fetch(addresses.get('Sandbox hospital') ?? '')).status, 200)
    }),
  )
  it('opens no thread and no process that is not in the bundle', () => {
    const dist = join(import.meta.dirname, '../embedded/dist')
    const ours = readdirSync(dist).filter((name) => name.endsWith('.js'))
    const code = ours.map((name) => readFileSync(join(dist, name), 'utf8')).join('\n')
    const opened = [...code.matchAll(/["'`](?:\.\/)?([\w-]+)([^"'`]*)["'`], import\.meta\.url\)/g)]
    assert.equal(opened.length, 3)
    for (const [whole, name = '', ending] of opened)
      assert.ok(ending !== '.ts' && ours.includes(`${name}.js`), whole)
  })
  it(
    'runs what was bundled, and names the lines of the sources where something breaks',
    withContext(async (t) => {
      const said = await saidUntil(start(t, { CARELOOM_DATA: '/dev/null/nowhere' }), /^$./)
      assert.match(said, /ENOTDIR/)
      const [, line] =
        /lockData \(\S*\/embedded\/src\/data-lock\.ts:(\d+):/.exec(said) ?? assert.fail(said)
      const source = readFileSync(join(import.meta.dirname, '../embedded/src/data-lock.ts'), 'utf8')
      assert.match(source.split('\n')[Number(line) - 1] ?? '', /mkdirSync/)
    }),
  )
  it(
    'says what is wrong with a variable, and ends',
    withContext(async (t) => {
      for (const [name, value] of [
        ['PORT', 'eighty'],
        ['HOSPITAL_PORT', '65536'],
        ['GATEWAY_RATE_LIMIT_PER_MINUTE', 'many'],
      ] as const) {
        const child = start(t, { [name]: value })
        assert.match(await saidUntil(child, /^$./), new RegExp(`Careloom: ${name} must be`))
        assert.equal(child.exitCode, 1)
      }
    }),
  )
})
