import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { hospitalUrl, productUrl } from '@careloom/deploy/sandbox'
import { browserJourney } from './browser-journey.contract.ts'

const root = join(import.meta.dirname, '../..')

/** One of the commands of the README, as somebody runs it. */
function command(script: string, ...args: readonly string[]) {
  const node = ['--disable-warning=ExperimentalWarning', join(root, script), ...args]
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { encoding: 'utf8' })
  return { status, said: stdout + stderr }
}
const cluster = (...args: readonly string[]) => command('scripts/cluster.ts', ...args)

type Inspected = {
  readonly Config: { readonly User: string; readonly Image: string }
  readonly HostConfig: { readonly ReadonlyRootfs: boolean; readonly CapDrop: readonly string[] }
}

function ofOurImage(): readonly Inspected[] {
  const filter = 'label=com.docker.compose.project=careloom'
  const ids = execFileSync('docker', ['ps', '--all', '--quiet', '--filter', filter], {
    encoding: 'utf8',
  })
  const all = execFileSync('docker', ['inspect', ...ids.trim().split('\n')], { encoding: 'utf8' })
  return (JSON.parse(all) as readonly Inspected[]).filter(({ Config }) =>
    Config.Image.startsWith('careloom:'),
  )
}

/** A house that somebody has up is theirs: it is neither used nor taken away. */
let isOurs = false
beforeAll(() => {
  assert.match(cluster('status').said, /Nothing is running/, 'a house is up on this machine')
  isOurs = true
  const { status, said } = cluster('up')
  assert.equal(status, 0, said)
})
afterAll(() => void (isOurs && cluster('down', '--forget')))

// As somebody finds it who has just started it: before anybody else is referred.
const close = () => Promise.resolve()
browserJourney('in containers', () => Promise.resolve({ url: productUrl, hospitalUrl, close }), {
  patienceMs: 60_000,
  ownLogin: false,
})

describe('a house in containers', () => {
  it('is ready when the command comes back', async () => {
    const { said } = cluster('status')
    assert.doesNotMatch(said, /starting|unhealthy|ended with/)
    for (const address of [`${productUrl}/readyz`, `${hospitalUrl}/ehr`])
      assert.equal((await fetch(address)).status, 200, address)
  })
  it('runs as nobody in particular, and changes nothing of its own', () => {
    const all = ofOurImage()
    assert.ok(all.length > 12, `${all.length} containers`)
    for (const { Config, HostConfig } of all) {
      assert.equal(Config.User, '10001:10001')
      assert.deepEqual([HostConfig.ReadonlyRootfs, HostConfig.CapDrop], [true, ['ALL']])
    }
  })
  it('brings a referral from the hospital to the care team', () => {
    const { status, said } = command('scripts/journey.ts', '--base', productUrl, '--most', '1')
    assert.equal(status, 0, said)
    assert.match(said, /"resourceType": "CareTeam"/)
  })
})
