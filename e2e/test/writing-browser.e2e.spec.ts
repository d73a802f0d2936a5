import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { journey, session, startProduct, until, type Product } from '@careloom/e2e'
import { openBrowser } from '../src/browser.ts'

/** What is written is not lost, what is missing is said, and what was refused is mended. */
describe('writing', () => {
  let product: Product
  let browser: Browser
  let context: BrowserContext
  let personId: string
  let assignmentId: string

  beforeAll(async () => {
    product = await startProduct()
    browser = await openBrowser()
    const patient = {
      resourceType: 'Patient',
      identifier: [{ system: 'urn:writing', value: 'kim' }],
      name: [{ given: ['Kim'], family: 'Lee' }],
    }
    const serviceRequest = {
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
    }
    personId = (await journey(product.url, { patient, serviceRequest })).personId
    const { people } = await (await session(product.url, 'peer')).call('listPeerPeople', {})
    assignmentId =
      people.find(({ personDisplay }) => personDisplay === 'Kim L.')?.assignmentId ?? ''
  })
  afterAll(async () => {
    await browser.close()
    await product.close()
  })

  async function enter(user: string, path: string): Promise<Page> {
    context = await browser.newContext({
      reducedMotion: 'reduce',
      locale: 'en-US',
      viewport: { width: 390, height: 844 },
    })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    await page.goto(product.url + path)
    await page.locator('input[name=username]').fill(user)
    await page.locator('input[name=password]').fill('sandbox')
    await page.locator('form button[type=submit]').click()
    await page.locator('.phone').waitFor()
    return page
  }

  const notePath = () => `/peer/people/${assignmentId}/note`
  const notes = async () => {
    const peer = await session(product.url, 'peer')
    return (await peer.call('getPeerPerson', { params: { assignmentId } })).notes
  }
  const wants = (page: Page) => page.getByLabel('What Kim wants')
  /** What is stored of drafts: one line each, other bytes after every change. */
  const sealed = (page: Page) =>
    page.evaluate(async () => {
      if ((await indexedDB.databases()).length === 0) return []
      return new Promise<string[]>((resolve, reject) => {
        const opening = indexedDB.open('careloom')
        opening.onerror = () => reject(new Error('IndexedDB'))
        opening.onsuccess = () => {
          const asked = opening.result.transaction('drafts').objectStore('drafts').getAll()
          asked.onsuccess = () => {
            opening.result.close()
            resolve(asked.result.map(({ iv }: { iv: Uint8Array }) => iv.toString()))
          }
        }
      })
    })
  /** Until what was typed is sealed and stored. */
  const stored = (page: Page, count = 1) =>
    until(async () => ((await sealed(page)).length === count ? true : undefined), 60_000)
  const storedAnew = async (page: Page, change: () => Promise<void>) => {
    const before = (await sealed(page)).join()
    await change()
    await until(async () => ((await sealed(page)).join() === before ? undefined : true), 60_000)
  }

  it('says that a note needs a kind of support, goes there, and sends it then', async () => {
    const page = await enter('peer', notePath())
    await wants(page).fill('Go back to the choir')
    await page.getByRole('button', { name: 'Send note' }).click()
    await page.getByText('Choose at least one.').waitFor()
    const focused = () =>
      page.evaluate(() => (document.activeElement as HTMLElement).dataset['path'])
    await until(async () => ((await focused()) === 'kinds' ? true : undefined))
    assert.equal((await notes()).length, 0)
    await page.getByText('Listening').click()
    await page.getByRole('button', { name: 'Change' }).click()
    await page.getByLabel('Minutes').fill('0')
    await page.getByRole('button', { name: 'Send note' }).click()
    await page.getByText('From 1 to 480 minutes.').waitFor()
    await page.getByLabel('Minutes').fill('20')
    await page.getByRole('button', { name: 'Send note' }).click()
    await page.getByText('Note sent.').waitFor()
    assert.deepEqual(
      (await notes()).map(({ personsIdea, minutes }) => [personsIdea, minutes]),
      [['Go back to the choir', 20]],
    )
    await stored(page, 0)
    await context.close()
  })

  it('sends that the two did not meet without the words that were written before', async () => {
    const page = await enter('peer', notePath())
    await wants(page).fill('A walk')
    await page.getByLabel('We did not meet').check()
    await page.getByRole('button', { name: 'Send note' }).click()
    await page.getByText('Note sent.').waitFor()
    assert.equal((await notes()).filter(({ noShow }) => noShow).length, 1)
    await context.close()
  })

  it('opens a note again that the server refused, and sends it once it is mended', async () => {
    const page = await enter('peer', notePath())
    let asked = 0
    await context.route('**/encounters', async (route) => {
      asked += 1
      const problem = { type: 'about:blank', title: 'no', status: 422, code: 'minutes-incorrect' }
      await route.fulfill({ status: 422, json: problem, contentType: 'application/problem+json' })
    })
    await wants(page).fill('Bake bread')
    await page.getByText('Belonging').click()
    await page.getByRole('button', { name: 'Send note' }).click()
    await page.getByText('Your note about Kim L. could not be filed').waitFor()
    await page.getByText('The minutes need a second look.').waitFor()
    await page.reload()
    await page.getByText('Your note about Kim L. could not be filed').waitFor()
    assert.equal(asked, 1)
    await context.unroute('**/encounters')
    await page.getByRole('link', { name: 'Open and mend it' }).click()
    assert.equal(await wants(page).inputValue(), 'Bake bread')
    await wants(page).fill('Bake rye bread')
    await page.getByRole('button', { name: 'Send note' }).click()
    await page.getByText('Note sent.').waitFor()
    assert.ok((await notes()).some(({ personsIdea }) => personsIdea === 'Bake rye bread'))
    await context.close()
  })

  it('deletes a note that waits, and takes that back', async () => {
    const page = await enter('peer', notePath())
    await context.route('**/encounters', (route) => route.abort())
    await wants(page).fill('Nothing of this')
    await page.getByText('Belonging').click()
    await page.getByRole('button', { name: 'Send note' }).click()
    const waits = page.getByText('Your note about Kim L. waits to be sent')
    await waits.waitFor()
    await page.getByRole('button', { name: 'Delete it' }).click()
    await waits.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await waits.waitFor()
    await page.getByRole('button', { name: 'Delete it' }).click()
    await waits.waitFor({ state: 'detached' })
    await context.close()
  })

  it('keeps a note in the making through a reload, Back and a lost tab, and drops it at sign out', async () => {
    const page = await enter('peer', notePath())
    await wants(page).fill('To sing again')
    await stored(page)
    await storedAnew(page, () => page.getByText('Listening').click())
    await page.reload()
    await page.getByText('What you had begun to write is here again.').waitFor()
    assert.equal(await wants(page).inputValue(), 'To sing again')
    await page.getByRole('link', { name: 'People' }).click()
    await page.goto(product.url + notePath())
    assert.equal(await wants(page).inputValue(), 'To sing again')
    assert.equal(await page.getByLabel('Listening').isChecked(), true)
    await page.close()
    const other = await context.newPage()
    await other.goto(product.url + notePath())
    assert.equal(await wants(other).inputValue(), 'To sing again')
    await other.goto(`${product.url}/peer`)
    await other.getByRole('button', { name: 'Me' }).click()
    await other.getByRole('button', { name: 'Sign out' }).click()
    await other.getByRole('heading', { name: 'You are signed out' }).waitFor()
    await stored(other, 0)
    await context.close()
  })

  it('keeps what a person began: vision, goal, meeting and a half-answered survey', async () => {
    const page = await enter(`person-${personId}`, '/person')
    const begin = async (button: string, fill: () => Promise<void>) => {
      await page.getByRole('button', { name: button }).first().click()
      await storedAnew(page, fill)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached' })
    }
    const vision = page.getByLabel(/want your life to be/)
    const goal = page.getByLabel('My goal, in my words')
    const place = page.getByLabel('Where, or a link')
    await begin('Write it', () => vision.fill('Sunday lunch'))
    await begin('Add a goal', () => goal.fill('Call my sister'))
    await begin('Plan a meeting', () => place.fill('Elm Park'))
    await stored(page, 3)
    await page.reload()
    for (const [button, field, words] of [
      ['Write it', vision, 'Sunday lunch'],
      ['Add a goal', goal, 'Call my sister'],
      ['Plan a meeting', place, 'Elm Park'],
    ] as const) {
      await page.getByRole('button', { name: button }).first().click()
      assert.equal(await field.inputValue(), words)
      await page.keyboard.press('Escape')
    }
    await page.getByRole('button', { name: 'Plan a meeting' }).first().click()
    await page.getByLabel('When').fill('2029-01-01T10:00')
    await page.getByRole('button', { name: 'Plan a meeting' }).last().click()
    await page.getByText('Choose a time within the next year.').waitFor()
    await page.keyboard.press('Escape')
    const person = await session(product.url, `person-${personId}`)
    const [due] = (await person.call('getPersonHome', {})).measuresDue
    assert.ok(due)
    await page.goto(`${product.url}/person/measures/${due.measureId}`)
    await page.getByRole('radio').nth(1).check()
    await stored(page, 4)
    await page.reload()
    await page.getByText('What you had begun to write is here again.').waitFor()
    assert.equal(await page.getByRole('radio').nth(1).isChecked(), true)
    await context.close()
  })
})
