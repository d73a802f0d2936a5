import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { startProduct, type Product } from '@careloom/e2e'
import type { RouteResponse } from '@careloom/web-api'
import { openBrowser } from '../src/browser.ts'

/** The app itself, which on a slow line comes last; here it never comes. */
const app = /\/assets\/start-/

describe('a slow phone', () => {
  let product: Product
  let browser: Browser
  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await product.close()
  })

  async function visitor(): Promise<Page> {
    const viewport = { width: 390, height: 844 }
    const context = await browser.newContext({ locale: 'en-US', viewport })
    context.setDefaultTimeout(60_000)
    return context.newPage()
  }

  async function coordinator(): Promise<Page> {
    const page = await visitor()
    await page.goto(product.url)
    await page.locator('input[name=username]').fill('coordinator')
    await page.locator('input[name=password]').fill('sandbox')
    await page.locator('form button[type=submit]').click()
    await page.locator('.rail').waitFor()
    return page
  }

  const withoutApp = (page: Page) => page.route(app, (route) => route.abort())

  it('leaves for the identity provider while the app is on its way', async () => {
    const page = await visitor()
    await withoutApp(page)
    await page.goto(`${product.url}/peer`, { waitUntil: 'commit' })
    await page.waitForURL(/\/login\?interaction=/)
    await page.context().close()
  })

  it('asks for what a page begins with while the app is on its way, once', async () => {
    const page = await coordinator()
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname))

    await withoutApp(page)
    const first = ['/api/me', '/api/coordinator/queue']
    const both = Promise.all(first.map((path) => page.waitForRequest(`${product.url}${path}`)))
    await page.goto(`${product.url}/coordinator`, { waitUntil: 'commit' })
    await both

    await page.unroute(app)
    asked.length = 0
    await page.goto(`${product.url}/coordinator`)
    await page.locator('main h1').first().waitFor()
    assert.deepEqual(
      asked.filter((path) => first.includes(path)),
      first,
    )
    await page.context().close()
  })

  it('draws the first thirty of three hundred requests, and more as somebody goes down; reads no record that it does not show', async () => {
    const page = await coordinator()
    const read: string[] = []
    await page.route('**/api/coordinator/referrals/*', (route) => {
      read.push(route.request().url())
      return route.abort()
    })
    await page.route('**/api/coordinator/queue', (route) => route.fulfill({ json: queueOf(300) }))
    await page.goto(`${product.url}/coordinator`)
    await page.locator('a.queue-row').first().waitFor()
    const rows = () => page.locator('a.queue-row').count()
    assert.equal(await rows(), 30)

    const more = page.getByRole('button', { name: 'Show more: 270 are below' })
    await more.scrollIntoViewIfNeeded()
    await page.locator('a.queue-row').nth(59).waitFor()
    assert.equal(await rows(), 60)
    await page.getByRole('button', { name: 'Show more: 240 are below' }).press('Enter')
    await page.locator('a.queue-row').nth(89).waitFor()
    assert.deepEqual(read, [])
    await page.context().close()
  })
})

function queueOf(count: number): RouteResponse<'getQueue'> {
  const dueAt = new Date(Date.now() + 3 * 86_400_000).toISOString()
  const row = (at: number) => ({
    referralId: `0190a000-0000-7000-8000-${String(at).padStart(12, '0')}`,
    personDisplay: `Somebody ${at}`,
    from: 'Harbor Hospital',
    programName: 'One-to-one peer support',
    status: 'requested' as const,
    requestedAt: new Date().toISOString(),
    dueAt,
    urgency: 'routine' as const,
    next: { actor: 'coordinator' as const, act: 'offer-peers' as const, dueAt },
  })
  const rows = Array.from({ length: count }, (_, at) => row(at))
  return { promiseHours: 72, rows, closed: [], answeredThisWeek: 0 }
}
