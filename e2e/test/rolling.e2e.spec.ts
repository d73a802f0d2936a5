import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from '@jest/globals'
import { journey, startProduct, until, type Product } from '@careloom/e2e'
import { EmbeddedHost, type EmbeddedOptions } from '@careloom/hosting/embedded'
import { patient, serviceRequest } from './resources.ts'

const around = mkdtempSync(join(tmpdir(), 'careloom-rolling-'))
const dataDir = join(around, 'data')
afterAll(() => rmSync(around, { recursive: true, force: true }))

type Schema = Parameters<EmbeddedHost['openLog']>[1]
type Step = (data: unknown) => unknown
type Release = 'learned' | 'written'

const wrap: Step = (data) => ({ wrapped: data })
const unwrap: Step = (data) => (data as { wrapped: unknown }).wrapped

/** Answers for every name, also for those that are not there: every type of event of every service. */
const ofEvery = <Value>(known: Readonly<Record<string, Value>>, as: (value?: Value) => Value) =>
  new Proxy(known, { get: (target, name) => as(target[String(name)]) })

/**
 * Every event of the product in two more versions, of which the first wraps the data and the second is as today. One release
 * has learned to read the second and writes the first; the next one writes the second.
 */
function next({ reads, writes, upcasts }: Schema, release: Release): Schema {
  return {
    reads: ofEvery(reads, (version = 1) => version + 2),
    writes: ofEvery(writes, (version = 1) => version + (release === 'written' ? 2 : 1)),
    upcasts: ofEvery(upcasts, (steps = []) => [...steps, wrap, unwrap]),
    downcasts: ofEvery<readonly Step[]>({}, () => (release === 'written' ? [] : [wrap])),
  }
}

/** The host of a release: its services open their logs with what they know then. */
class ReleasedHost extends EmbeddedHost {
  private readonly release: Release
  constructor(options: EmbeddedOptions, release: Release) {
    super(options)
    this.release = release
  }
  override openLog(service: string, schema: Schema, options?: { isVital?: boolean }) {
    return super.openLog(service, next(schema, this.release), options)
  }
}

const start = (release?: Release) =>
  release === undefined
    ? startProduct({ dataDir, samplePeople: false })
    : startProduct({ dataDir, openHost: (options) => new ReleasedHost(options, release) })

async function refer(product: Product, family: string) {
  const referred = { ...patient(), name: [{ family, given: ['Somebody'] }] }
  const { careTeam } = await journey(product.url, {
    patient: referred,
    serviceRequest: serviceRequest(''),
  })
  assert.equal(careTeam['status'], 'active')
}

async function readiness({ url }: Product) {
  const answer = await fetch(`${url}/readyz`)
  const { failed, reasons } = (await answer.json()) as {
    failed: string[]
    reasons: Record<string, string>
  }
  return { status: answer.status, failed, reasons }
}

const errors = ({ lines }: Product) => lines.filter((line) => line.includes('"level":"error"'))

describe('the whole product, while every event gets a new version', () => {
  it('goes on over what the release beside it wrote, forth and back', async () => {
    for (const release of ['learned', 'written', 'learned', 'written'] as const) {
      const product = await start(release)
      await refer(product, 'Wren')
      await product.host.settled()
      assert.deepEqual([errors(product), await product.host.bus.quarantined()], [[], []])
      const ready = { status: 200, failed: [], reasons: {} }
      await until(async () => ((await readiness(product)).status === 200 ? true : undefined))
      assert.deepEqual(await readiness(product), ready)
      await product.host.rebuild()
      assert.deepEqual(await readiness(product), ready)
      await product.close()
    }
  })
  it('of the release before stands still, says at which type and version, and sets nothing aside', async () => {
    const product = await start()
    const { status, failed, reasons } = await readiness(product)
    assert.equal(status, 503)
    assert.ok(failed.includes('people/person-list'))
    for (const name of failed)
      assert.match(reasons[name] ?? '', /^CL_EVENT_TOO_NEW: \w+ version \d$/)
    assert.deepEqual(await product.host.bus.quarantined(), [])
    await product.close()
    const again = await start('written')
    await refer(again, 'Finch')
    assert.equal((await readiness(again)).status, 200)
    await again.close()
  })
})
