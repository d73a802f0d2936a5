import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { startProduct, until, type Product } from '@careloom/e2e'
import { openBrowser } from '../src/browser.ts'

const times = 10
const users = ['person', 'peer', 'coordinator', 'integrator'] as const
const provider = '/realms/careloom/protocol/openid-connect'
const weather = 'https://www.weather.gov/'

/** Ten visits, by every role in turn. */
const visits = Array.from({ length: times }, (_, turn) => ({
  turn,
  user: users[turn % users.length] ?? 'person',
}))

describe('leaving', () => {
  let product: Product
  let browser: Browser
  let context: BrowserContext
  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await product.close()
  })

  /** Somebody signed in on a browser of their own; `asked` are the sign-ins that began since. */
  async function enter(user: string): Promise<{ page: Page; asked: string[] }> {
    context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-US' })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    await page.goto(product.url)
    await signIn(page, user)
    const asked: string[] = []
    context.on('request', (request) => {
      if (request.url().includes(`${provider}/auth`)) asked.push(request.url())
    })
    return { page, asked }
  }

  async function signIn(page: Page, user: string): Promise<void> {
    await page.locator('input[name=username]').fill(user)
    await page.locator('input[name=password]').fill('sandbox')
    await page.locator('form button[type=submit]').click()
    await atDesk(page)
  }

  const atDesk = (page: Page) => page.locator('.rail, .phone').first().waitFor()
  const signedOut = (page: Page) =>
    page.getByRole('heading', { name: 'You are signed out' }).waitFor()
  const locked = (page: Page) => page.getByRole('heading', { name: 'Careloom is locked' }).waitFor()

  async function pressSignOut(page: Page): Promise<void> {
    const me = page.locator('.rail button, .tabs button, .phone-top button', { hasText: /\S/ })
    await me.last().click()
    await page.getByRole('button', { name: 'Sign out' }).click()
  }

  const refreshToken = (page: Page) =>
    page.evaluate(() => {
      const kept = JSON.parse(sessionStorage.getItem('careloom.session') ?? '{}') as object
      return 'refreshToken' in kept ? String(kept.refreshToken) : ''
    })

  /**
   * The provider knows nobody with this browser any more, and takes the old token from nobody. What a page says as it goes arrives
   * a moment later; a token is asked about once, since one that is taken is used up.
   */
  async function isOver(page: Page, token: string): Promise<void> {
    await until(
      async () => (await askedSilently(page)).includes('error=login_required') || undefined,
    )
    const answer = await page.request.post(`${product.url}${provider}/token`, {
      form: { grant_type: 'refresh_token', client_id: 'careloom-web', refresh_token: token },
    })
    assert.equal(answer.status(), 400)
  }

  /** Where whoever asks to be signed in without a page is sent. */
  async function askedSilently(page: Page): Promise<string> {
    const silent = new URLSearchParams({
      client_id: 'careloom-web',
      response_type: 'code',
      scope: 'openid',
      prompt: 'none',
      redirect_uri: `${product.url}/callback`,
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
    })
    const asked = await page.request.get(`${product.url}${provider}/auth?${silent}`, {
      maxRedirects: 0,
    })
    return asked.headers()['location'] ?? ''
  }

  /** Whether anything of the desk that was open is on screen. */
  const showsDesk = async (page: Page) => (await page.locator('.rail, .phone, .sheet').count()) > 0

  for (const { turn, user } of visits)
    it(`is over for the ${user} who signs out, in every tab and at the identity provider (${turn + 1})`, async () => {
      const { page, asked } = await enter(user)
      const other = await context.newPage()
      await other.goto(product.url)
      await atDesk(other)
      const token = await refreshToken(page)
      assert.ok(token)
      asked.length = 0
      const ended = page.waitForResponse((response) => response.url().endsWith('/logout'))
      await pressSignOut(page)
      await signedOut(page)
      await signedOut(other)
      await ended
      await isOver(page, token)
      await page.goBack().catch(() => null)
      assert.equal(await showsDesk(page), false)
      await page.goto(product.url)
      await signedOut(page)
      assert.deepEqual(asked, [])
      await page.getByRole('button', { name: 'Sign in' }).click()
      await signIn(page, user)
      await context.close()
    })

  for (const { turn } of visits)
    it(`shows the weather at once to the person who leaves fast, and nothing of us on the way back (${turn + 1})`, async () => {
      const { page, asked } = await enter('person')
      const slowly = turn * 80
      await context.route(`${weather}**`, async (route) => {
        await new Promise((answer) => setTimeout(answer, slowly))
        await route.fulfill({ contentType: 'text/html', body: '<h1>Weather</h1>' })
      })
      const token = await refreshToken(page)
      await page.goto(`${product.url}/person/sharing`)
      await page.getByRole('button', { name: 'Leave fast' }).click()
      await page.getByRole('heading', { name: 'Weather' }).waitFor()
      assert.equal(page.url(), weather)
      await page.goBack()
      await page.getByRole('heading', { name: 'Weather' }).waitFor()
      const door = await context.newPage()
      await door.goto(product.url)
      await signedOut(door)
      await isOver(door, token)
      assert.deepEqual(asked, [])
      await context.close()
    })

  for (const { turn, user } of visits)
    it(`locks every tab of the ${user} after fifteen minutes without a touch (${turn + 1})`, async () => {
      const { page, asked } = await enter(user)
      await context.clock.install()
      await page.goto(`${product.url}/`)
      await atDesk(page)
      const other = await context.newPage()
      await other.goto(product.url)
      await atDesk(other)
      const token = await refreshToken(page)
      asked.length = 0
      await context.clock.fastForward('14:00')
      await other.mouse.wheel(0, 10)
      await other.keyboard.press('Shift')
      await context.clock.fastForward('14:00')
      await atDesk(page)
      await context.clock.fastForward('02:00')
      await locked(page)
      await locked(other)
      await isOver(page, token)
      assert.deepEqual(asked, [])
      await context.close()
    })

  it('waits for no server: the page is empty and a password is asked for although nothing arrived', async () => {
    const { page } = await enter('person')
    await context.route(/\/(logout|revoke)$/, () => new Promise(() => undefined))
    await context.route(`${weather}**`, () => new Promise(() => undefined))
    const hidden = await page.getByRole('button', { name: 'Leave fast' }).evaluate((button) => {
      button.dispatchEvent(new MouseEvent('click', { bubbles: true }))
      return button.ownerDocument.body.hidden
    })
    assert.ok(hidden)
    const again = await context.newPage()
    await again.goto(product.url)
    await signedOut(again)
    await again.getByRole('button', { name: 'Sign in' }).click()
    await again.locator('input[name=password]').waitFor()
    await context.close()
  })

  it('brings whoever signs in again back to the same page with its query, and nobody else', async () => {
    const { page } = await enter('peer')
    await page.goto(`${product.url}/peer/people?note=true`)
    await pressSignOut(page)
    await signedOut(page)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await signIn(page, 'peer')
    assert.equal(new URL(page.url()).search, '?note=true')
    await pressSignOut(page)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await signIn(page, 'coordinator')
    await page.waitForURL(`${product.url}/coordinator`)
    await context.close()
  })

  it('begins at 127.0.0.1 and ends at the address that the product is known by', async () => {
    context = await browser.newContext({ locale: 'en-US' })
    const page = await context.newPage()
    await page.goto(product.url.replace('localhost', '127.0.0.1'))
    await signIn(page, 'person')
    assert.equal(new URL(page.url()).origin, product.url)
    await context.close()
  })
})
