import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { until } from './journey.ts'
import { startProduct } from './product.ts'
import { clientToken, session } from './sign-in.ts'
import { refer } from './stories/referred.ts'

/** Chrome's own preset: 562.5 ms per request, 180 kB/s down, 84 kB/s up. */
const fast3g = {
  offline: false,
  latency: 562.5,
  downloadThroughput: 180_000,
  uploadThroughput: 84_375,
}
const slowdown = 4

/** What makes a page useful: the sentence that answers its one question, or the form. `waiting`: with a full queue. */
type Desk = {
  readonly name: string
  readonly user?: string
  readonly path: string
  readonly useful: string
  readonly waiting?: number
}
type Waited = { readonly ms: number; readonly bytes: number; readonly requests: number }
const desks: readonly Desk[] = [
  { name: 'login', path: '/', useful: 'input[name=username]' },
  { name: 'person', user: 'person', path: '/person', useful: 'main h1.sentence' },
  { name: 'peer', user: 'peer', path: '/peer', useful: 'main h1.sentence' },
  { name: 'coordinator', user: 'coordinator', path: '/coordinator', useful: 'main h1' },
  { name: 'clinician', user: 'clinician', path: '/clinician', useful: 'main h1' },
  { name: 'integrator', user: 'integrator', path: '/integrator', useful: 'main h1' },
  {
    name: 'coordinator, 300 waiting',
    user: 'coordinator',
    path: '/coordinator',
    useful: 'a.queue-row',
    waiting: 300,
  },
]
/**
 * How long a phone on Fast 3G with a processor four times slower waits for each desk, with nothing in its cache, and what it is
 * sent for it; by the desk's name.
 */
export async function phone(dataDir: string): Promise<ReadonlyMap<string, Waited>> {
  const product = await startProduct({ dataDir })
  const browser = await openBrowser()
  const waited = new Map<string, Waited>()
  try {
    for (const desk of desks) {
      if (desk.waiting !== undefined) await fillQueue(product.url, desk.waiting)
      waited.set(desk.name, await one(browser, product.url, desk))
    }
  } finally {
    await browser.close()
    await product.close()
  }
  return waited
}

/** So many requests, every tenth of them urgent, all of them in the coordinator's queue. */
async function fillQueue(base: string, count: number): Promise<void> {
  const token = await clientToken(base)
  const now = new Date().toISOString()
  for (let at = 0; at < count; at++)
    await refer(base, token, {
      given: 'Somebody',
      family: `Waiting ${at + 1}`,
      record: `waiting-${at}`,
      priority: at % 10 === 0 ? 'urgent' : 'routine',
      now,
    })
  const coordinator = await session(base, 'coordinator')
  await until(async () =>
    (await coordinator.call('getQueue', {})).rows.length >= count ? true : undefined,
  )
}

async function one(from: Browser, base: string, { user, path, useful }: Desk): Promise<Waited> {
  const context = await from.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-US' })
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  if (user !== undefined) await signIn(page, base, user)
  const sent = await throttle(context, page)
  const began = performance.now()
  await page.goto(base + path, { waitUntil: 'commit' })
  await page.locator(useful).filter({ visible: true }).first().waitFor()
  await page.waitForFunction(() => document.querySelector('.loading') === null)
  const ms = performance.now() - began
  await context.close()
  return { ms, ...sent }
}

async function signIn(page: Page, base: string, user: string): Promise<void> {
  await page.goto(base)
  await page.locator('input[name=username]').fill(user)
  await page.locator('input[name=password]').fill('sandbox')
  await page.locator('form button[type=submit]').click()
  await page.locator('.rail, .phone').first().waitFor()
  // The desk's own requests end before the cache is emptied.
  await page.goto('about:blank')
}

async function throttle(context: BrowserContext, page: Page) {
  const chrome = await context.newCDPSession(page)
  const sent = { bytes: 0, requests: 0 }
  await chrome.send('Network.enable')
  await chrome.send('Network.clearBrowserCache')
  await chrome.send('Network.emulateNetworkConditions', fast3g)
  await chrome.send('Emulation.setCPUThrottlingRate', { rate: slowdown })
  chrome.on('Network.loadingFinished', ({ encodedDataLength }) => (sent.bytes += encodedDataLength))
  chrome.on('Network.requestWillBeSent', () => (sent.requests += 1))
  return sent
}
