import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { clientToken, refer, startProduct, type Product } from '@careloom/e2e'
import type { AnyEvent, Feed, ReceivedEvent } from '@careloom/event-sourcing'
import { EmbeddedHost } from '@careloom/hosting/embedded'
import { EmbeddedBus } from '@careloom/messaging'
import { heldBack } from '@careloom/testing'

// What follows the people log hears of everything a second later: as in a cluster, only slower.
const lagMs = 1_000
const people = Number(process.env['CARELOOM_LAGGING'] ?? 100)
const atOnce = 25

const { feed } = EmbeddedBus.prototype
const { project } = EmbeddedHost.prototype
const held = new WeakMap<object, Feed<ReceivedEvent<AnyEvent>>>()

function late(given: Feed<ReceivedEvent<AnyEvent>>): Feed<ReceivedEvent<AnyEvent>> {
  const known = held.get(given) ?? heldBack(given, lagMs)
  held.set(given, known)
  return known
}

describe('a product whose read models of people lag a second behind', () => {
  let product: Product

  beforeAll(async () => {
    EmbeddedBus.prototype.feed = function (topic) {
      const given = feed.call(this, topic) as Feed<ReceivedEvent<AnyEvent>>
      return (topic.startsWith('careloom.people.') ? late(given) : given) as never
    }
    EmbeddedHost.prototype.project = function (service, projection, sources) {
      const { log } = sources
      const given =
        service === 'people' && log !== undefined
          ? { ...sources, log: { ...log, feed: late(log.feed) } }
          : sources
      return project.call(this, service, projection as never, given) as never
    }
    product = await startProduct()
  })

  afterAll(async () => {
    await product.close()
    EmbeddedBus.prototype.feed = feed
    EmbeddedHost.prototype.project = project
  })

  it('never tells a client that registers and refers at once that there is nobody', async () => {
    const token = await clientToken(product.url)
    const now = new Date().toISOString()
    for (let from = 0; from < people; from += atOnce) {
      const each = Array.from({ length: atOnce }, (_, i) =>
        refer(product.url, token, {
          given: 'Somebody',
          family: `New ${from + i}`,
          record: `lag-${from + i}`,
          now,
        }),
      )
      for (const { referralId } of await Promise.all(each)) assert.ok(referralId)
    }
  })
})
