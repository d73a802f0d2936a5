import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import type { Browser, Frame, FrameLocator, Page } from 'playwright-core'
import { until, type Product } from '@careloom/e2e'
import { axe, openBrowser } from '../src/browser.ts'

/** Pictures go to the docs when asked (`CARELOOM_PICTURES=docs/pictures`), else nowhere that is kept. */
const pictures =
  process.env['CARELOOM_PICTURES'] ?? mkdtempSync(join(tmpdir(), 'careloom-pictures-'))
const desk = { width: 1280, height: 900 }
const phone = { width: 390, height: 844 }

/** Tomorrow in New York, where these pages are read, as an input of day and time takes it. */
function tomorrowAt(time: string): string {
  const zone = { timeZone: 'America/New_York' } as const
  const day = new Date(Date.now() + 86_400_000).toLocaleDateString('sv-SE', zone)
  return `${day}T${time}`
}

export type Place = Pick<Product, 'url' | 'hospitalUrl' | 'close'>

type Journeyed = {
  /** How long a page may wait for what it shows. */
  readonly patienceMs: number
  /** Whose page signs people in: another's is not ours to judge. */
  readonly ownLogin: boolean
}

/** The whole way from the hospital chart to the peer on the care team in that chart, as people go it in a browser. */
export function browserJourney(
  where: string,
  openPlace: () => Promise<Place>,
  { patienceMs, ownLogin }: Journeyed,
): void {
  describe(`from the hospital chart to the peer on the care team in that chart, ${where}`, () => {
    let product: Place
    let browser: Browser
    let chart: Page
    const faults: string[] = []
    beforeAll(async () => {
      mkdirSync(pictures, { recursive: true })
      product = await openPlace()
      browser = await openBrowser()
    })
    afterAll(async () => {
      await browser?.close()
      await product?.close()
    })

    async function open(viewport: { width: number; height: number }): Promise<Page> {
      const context = await browser.newContext({
        viewport,
        locale: 'en-US',
        timezoneId: 'America/New_York',
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      page.setDefaultTimeout(patienceMs)
      page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
      page.on(
        'response',
        (response) =>
          response.status() >= 500 && faults.push(`${response.status()} ${response.url()}`),
      )
      return page
    }

    async function signIn(
      username: string,
      viewport: { width: number; height: number },
    ): Promise<Page> {
      const page = await open(viewport)
      await page.goto(product.url)
      await page
        .getByLabel('Name', { exact: false })
        .or(page.locator('input[name=username]'))
        .first()
        .fill(username)
      await page.locator('input[name=password]').fill('sandbox')
      if (username === 'coordinator' && ownLogin) await keep(page, '03-login')
      await page.locator('form button[type=submit]').click()
      await page.waitForURL(
        (url) => !url.pathname.startsWith('/login') && !url.pathname.startsWith('/callback'),
      )
      return page
    }

    /** A picture, and no complaint from axe. */
    async function keep(page: Page, name: string, place: Page | Frame = page): Promise<void> {
      await page.screenshot({ path: join(pictures, `${name}.png`) })
      assert.deepEqual(await axe(place), [], name)
    }

    /** What was just said goes by itself; a picture waits for it. */
    const quiet = (page: Page) => page.locator('.toast').waitFor({ state: 'detached' })

    const app = (): FrameLocator => chart.frameLocator('iframe')
    const frame = (): Frame =>
      chart.frames().find((each) => each.url().includes('/refer')) ?? chart.mainFrame()

    it('the clinician opens the chart and refers from inside it', async () => {
      chart = await open(desk)
      await chart.goto(`${product.hospitalUrl}/ehr`)
      await chart.locator('input[name=username]').fill('clinician')
      await chart.locator('input[name=password]').fill('sandbox')
      await chart.locator('form button').first().click()
      await chart.getByRole('link', { name: /Reyes/ }).first().click()
      await chart
        .getByRole('link', { name: /refer to peer support/i })
        .or(chart.getByRole('button', { name: /refer to peer support/i }))
        .first()
        .click()
      await app().getByRole('heading', { name: 'Refer Dana Reyes to peer support' }).waitFor()
      await app().getByText('Recovery coaching').first().waitFor()
      await keep(chart, '01-refer-from-the-chart', frame())
      await app()
        .getByLabel(/Why now/)
        .fill('I do not want to be alone with this when my sister leaves.')
      await app()
        .getByLabel(/said yes to being contacted/)
        .check()
      await app()
        .getByLabel(/signs by typing/)
        .fill('Dana Reyes')
      await app()
        .getByRole('button', { name: /Send referral/ })
        .click()
      await app()
        .getByText(/has the referral for Dana/)
        .first()
        .waitFor()
      await keep(chart, '02-where-it-stands', frame())
    })

    it('the coordinator sees why each peer fits, and offers two', async () => {
      const page = await signIn('coordinator', desk)
      await page.getByText('Dana R.').first().click()
      await page.getByText(/Dana R. asks for/).waitFor()
      await page.getByRole('heading', { name: /who fit best/ }).waitFor()
      for (const name of ['Alex Moreno', 'Priya Nair']) {
        const box = page
          .getByLabel(new RegExp(`Offer.*${name}|${name}.*Offer`))
          .or(page.locator('li, article, .card').filter({ hasText: name }).getByRole('checkbox'))
          .first()
        if (!(await box.isChecked())) await box.check({ force: true })
      }
      await keep(page, '04-coordinator-queue')
      await page
        .getByRole('button', { name: /^Offer to / })
        .first()
        .click()
      await page
        .getByText(/Offered to/)
        .first()
        .waitFor()
      await page.context().close()
    })

    it('the person chooses among short profiles', async () => {
      const page = await signIn('person', phone)
      await page
        .getByText(/people you could talk with/)
        .first()
        .waitFor()
      await keep(page, '05-person-home')
      await page.goto(`${product.url}/person/choose`)
      await page.getByText(/people you could talk with, Dana/).waitFor()
      await keep(page, '06-person-chooses')
      await page.getByRole('button', { name: /meet Alex/ }).click()
      await page
        .getByText(/is asked now|answers soon/)
        .first()
        .waitFor()
      await page.context().close()
    })

    it('the peer says yes, with the boundaries that they agree on', async () => {
      const page = await signIn('peer', phone)
      await page
        .getByText(/needs your answer/)
        .first()
        .waitFor()
      await keep(page, '07-peer-today')
      await page
        .getByRole('link', { name: /Look|Someone asks/ })
        .or(page.getByRole('button', { name: /Look/ }))
        .first()
        .click()
      await page.getByLabel(/I know the boundaries/).check()
      await keep(page, '08-peer-offer')
      await page.getByRole('button', { name: /Yes, I would like to meet/ }).click()
      await page.getByText('Dana R.').first().waitFor()
      await page.getByText('Dana R.').first().click()
      await page.waitForURL(/\/peer\/people\/.+/)
      await page.getByText('Dana R.').first().waitFor()
      await page.context().close()
    })

    it('the peer plans their first meeting', async () => {
      const page = await signIn('peer', phone)
      await page.getByRole('link', { name: 'People' }).click()
      await page.getByText('No meeting planned.').waitFor()
      await page.getByText('Dana R.').first().click()
      await page.getByRole('button', { name: 'Plan a meeting' }).click()
      await page.getByLabel('When').fill(tomorrowAt('10:30'))
      await page.getByLabel('How', { exact: true }).selectOption('in-person')
      await page.getByLabel('Where, or a link').fill('The library, by the big window')
      await keep(page, '14-peer-plans-a-meeting')
      await page.getByRole('button', { name: 'Plan a meeting' }).last().click()
      await page.getByText(/You meet tomorrow at 10:30 am, The library/).waitFor()
      await page.getByRole('link', { name: 'Today' }).click()
      await page.getByText('Next days').waitFor()
      await page.getByRole('link', { name: /^Tomorrow at 10:30 am Dana R/ }).waitFor()
      await page.context().close()
    })

    it('the person sees who their peer is, when they meet and who looked, and adds a goal', async () => {
      const page = await signIn('person', phone)
      await page.getByText(/Your peer is Alex. You meet tomorrow at 10:30 am/).waitFor()
      await page
        .getByText(/Who looked/)
        .first()
        .waitFor()
      await page.getByRole('button', { name: 'Write it' }).click()
      await page.getByLabel(/want your life to be/).fill('Sunday lunch at my own table.')
      await page.getByRole('button', { name: 'Save my words' }).click()
      await page.getByText('“Sunday lunch at my own table.”').waitFor()
      await page.getByRole('button', { name: 'Add a goal' }).click()
      await page.getByLabel('My goal, in my words').fill('Call my sister on Sundays.')
      await page.getByLabel(/part of life/).selectOption('social')
      await page.getByRole('button', { name: 'Propose it to Alex' }).click()
      await page.getByText('Waits for Alex to agree.').waitFor()
      await quiet(page)
      await keep(page, '10-person-with-peer')
      await page.context().close()
    })

    it('the peer agrees to the goal, while the person moves the meeting', async () => {
      const [peer, person] = [await signIn('peer', phone), await signIn('person', phone)]
      await peer.getByRole('link', { name: 'People' }).click()
      await peer.getByText('Dana R.').first().click()
      await peer.getByText('“Sunday lunch at my own table.”').waitFor()
      await peer.getByText('Dana proposes this.').waitFor()
      await keep(peer, '15-peer-is-asked')
      await person.getByText('Waits for Alex to agree.').waitFor()
      await peer.getByRole('button', { name: 'Agree' }).click()
      // Nobody presses anything on the other phone: it comes by itself.
      await person.getByText('You have not said yet how it goes.').waitFor()
      await person.getByRole('button', { name: 'See or change the meeting' }).click()
      await person.getByLabel('When').fill(tomorrowAt('15:00'))
      await person.getByRole('button', { name: 'Save the change' }).click()
      await peer.getByText(/You meet tomorrow at 3 pm, The library/).waitFor()
      await quiet(peer)
      await keep(peer, '09-peer-person')
      await Promise.all([peer.context().close(), person.context().close()])
    })

    it('the chart shows the peer on the care team, and the note with its proof', async () => {
      await until(async () => {
        await chart.goto(chart.url().replace(/[?#].*$/, ''))
        return (await chart.getByText('Alex Moreno').count()) > 0 ? true : undefined
      }, patienceMs)
      await keep(chart, '11-chart-with-peer')
      await chart
        .getByRole('link', { name: /refer to peer support/i })
        .or(chart.getByRole('button', { name: /refer to peer support/i }))
        .first()
        .click()
      await app().getByText('See where it stands').click()
      await app()
        .getByText(/Seen in your chart since/)
        .first()
        .waitFor()
      await keep(chart, '13-seen-in-your-chart', frame())
      const page = await signIn('integrator', desk)
      await page.getByText('Harbor Hospital').first().waitFor()
      await until(async () => {
        await page.reload()
        await page.getByText('Harbor Hospital').first().waitFor()
        return (await page.getByText(/read back/i).count()) > 0 ? true : undefined
      }, patienceMs)
      await keep(page, '12-integrator-console')
      await page.context().close()
    })

    it('a patient whom Careloom does not know yet is referred just the same', async () => {
      await chart.goto(`${product.hospitalUrl}/ehr`)
      await chart
        .getByRole('link', { name: /Thorne/ })
        .first()
        .click()
      await chart
        .getByRole('link', { name: /refer to peer support/i })
        .or(chart.getByRole('button', { name: /refer to peer support/i }))
        .first()
        .click()
      await app().getByText('One-to-one peer support').first().click()
      await app()
        .getByLabel(/said yes to being contacted/)
        .check()
      await app()
        .getByRole('button', { name: /Send referral/ })
        .click()
      await app()
        .getByText(/has the referral for Marcus/)
        .first()
        .waitFor()
    })

    it('has thrown nothing on any page, and answered no 500', () => assert.deepEqual(faults, []))
  })
}
