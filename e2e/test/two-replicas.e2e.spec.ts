import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { journey, startProduct, until, type Product } from '@careloom/e2e'
import type { AnyEvent, Projection } from '@careloom/event-sourcing'
import type { RunningProjection } from '@careloom/event-sourcing/sqlite'
import type { Log, Sources } from '@careloom/hosting'
import { EmbeddedHost, type EmbeddedOptions } from '@careloom/hosting/embedded'
import { lagging, runTwice } from '@careloom/testing'

const referrals = 3
const lagMs = 300
const serviceRequest = {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
}

/** A host that remembers the logs that its services open. */
class RememberingHost extends EmbeddedHost {
  readonly opened = new Map<string, Log>()

  override async openLog(...given: Parameters<EmbeddedHost['openLog']>): Promise<Log> {
    const log = await super.openLog(...given)
    this.opened.set(given[0], log)
    return log
  }

  /** How often each type of event was recorded, by service; without what came with the clock. */
  async recorded(): Promise<Readonly<Record<string, number>>> {
    const counts: Record<string, number> = {}
    for (const [service, { feed }] of this.opened) {
      if (service === 'audit') continue
      const { events } = await feed.readAll(0, 100_000)
      const told = events.filter(({ causationId }) => !causationId.startsWith('timer:'))
      for (const { type } of told)
        counts[`${service} ${type}`] = (counts[`${service} ${type}`] ?? 0) + 1
    }
    return counts
  }
}

const late = lagging(lagMs)
/** Where somebody else asks at once for what one has just done: there the journey would have to wait. */
const hurried: ReadonlySet<string> = new Set(['people', 'referrals', 'assignments'])

/** Every reaction runs twice, and read models of a service's own log lag behind it. */
class DoubledHost extends RememberingHost {
  readonly doubled = runTwice(this, lagMs)

  override project<E extends AnyEvent, Row>(
    service: string,
    projection: Projection<E, Row>,
    { log, ...sources }: Sources,
  ): RunningProjection<Row> {
    if (log === undefined || hurried.has(service))
      return super.project(service, projection, { ...sources, ...(log && { log }) })
    return super.project(service, projection, {
      ...sources,
      log: { ...log, feed: late(log.feed) },
    })
  }
}

/** The same people are referred, matched and met: what that has recorded. */
async function livedThrough(product: Product): Promise<void> {
  const each = Array.from({ length: referrals }, (_, i) => ({
    resourceType: 'Patient',
    identifier: [{ system: 'https://harbor-hospital.example/mrn', value: `HH-${1001 + i}` }],
    name: [{ given: ['Kim'], family: `Lee ${i}` }],
  }))
  for (const patient of each) await journey(product.url, { patient, serviceRequest })
}

/** When each hospital has been told, and nothing is under way. */
async function atRest(host: RememberingHost) {
  await until(async () => {
    await host.settled()
    const { 'fhir-adapter DeliveryProved': proved = 0 } = await host.recorded()
    return proved >= referrals ? true : undefined
  }, 60_000)
  await host.settled()
  return host.recorded()
}

async function openOn<H extends RememberingHost>(open: (options: EmbeddedOptions) => H) {
  let host: H | undefined
  const product = await startProduct({ openHost: (options) => (host = open(options)) })
  assert.ok(host)
  await livedThrough(product)
  return { product, host }
}

describe('every reaction in two processes, of which one lags behind', () => {
  const products: Product[] = []
  let once: Readonly<Record<string, number>>
  let twice: Readonly<Record<string, number>>
  let doubled: DoubledHost

  beforeAll(async () => {
    const one = await openOn((options) => new RememberingHost(options))
    products.push(one.product)
    const two = await openOn((options) => new DoubledHost(options))
    products.push(two.product)
    doubled = two.host
    once = await atRest(one.host)
    twice = await atRest(two.host)
  })
  afterAll(async () => {
    for (const product of products) await product.close()
  })

  it('records what one records, and nothing twice', () => {
    assert.ok(doubled.doubled.length >= 16)
    for (const made of ['care-plans CarePlanOpened', 'assignments AssignmentStarted'])
      assert.equal(once[made], referrals)
    assert.deepEqual(twice, once)
  })
})
