import { loadavg } from 'node:os'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { openBrowser } from './browser.ts'
import { until } from './journey.ts'
import { startProduct } from './product.ts'
import { clientToken, session } from './sign-in.ts'
import { refer } from './stories/referred.ts'

// node e2e/src/phone.ts [ROUNDS [DESK]]: how long a phone on Fast 3G with a processor four times slower waits for each desk, with
// nothing in its cache. Chrome's own preset: 562.5 ms per request, 180 kB/s down, 84 kB/s up.
const rounds = Number(process.argv[2] ?? 5)
const fast3g = {
  offline: false,
  latency: 562.5,
  downloadThroughput: 180_000,
  uploadThroughput: 84_375,
}
const slowdown = 4

/** What makes a page useful: the sentence that answers its one question, or the form. `waiting`: with a full queue. */
type Desk = { name: string; user?: string; path: string; useful: string; waiting?: number }
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
const wanted = process.argv[3]

const product = await startProduct()
const browser = await openBrowser()
try {
  process.stdout.write(
    '| desk, cold, Fast 3G, 4 × CPU | useful, median s | range | sent kB | requests |\n',
  )
  process.stdout.write('|---|---|---|---|---|\n')
  for (const desk of desks.filter(({ name }) => wanted === undefined || name.includes(wanted))) {
    if (desk.waiting !== undefined) await fillQueue(product.url, desk.waiting)
    const found = []
    for (let round = 0; round < rounds; round++) found.push(await one(browser, desk))
    const seconds = found.map((each) => each.ms / 1000)
    const range = `${Math.min(...seconds).toFixed(1)} – ${Math.max(...seconds).toFixed(1)}`
    const kB = Math.round(median(found.map((each) => each.bytes)) / 1000)
    process.stdout.write(
      `| ${desk.name} | ${median(seconds).toFixed(1)} | ${range} | ${kB} | ${median(found.map((each) => each.requests))} |\n`,
    )
  }
  process.stdout.write(`\nload of the machine at the end: ${loadavg()[0]?.toFixed(1)}\n`)
} finally {
  await browser.close()
  await product.close()
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

/** Of an odd number of rounds. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function one(from: Browser, { user, path, useful }: Desk) {
  const context = await from.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-US' })
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  if (user !== undefined) await signIn(page, user)
  const sent = await throttle(context, page)
  const began = performance.now()
  await page.goto(product.url + path, { waitUntil: 'commit' })
  await page.locator(useful).filter({ visible: true }).first().waitFor()
  await page.waitForFunction(() => document.querySelector('.loading') === null)
  const ms = performance.now() - began
  await context.close()
  return { ms, ...sent }
}

async function signIn(page: Page, user: string): Promise<void> {
  await page.goto(product.url)
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
