import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { withContext } from '@careloom/testing/with-context'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import chromium from '@sparticuz/chromium'
import { chromium as playwright } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { bundle } from '../../testing/careloom-stub.ts'
import { dana, startHospital } from '../../testing/hospital.ts'

type AxeResult = { violations: { id: string; nodes: { html: string }[] }[] }

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
/** Ends with the first closed context, or switches off what the pages' policy is for. */
const unwanted = [
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--allow-running-insecure-content',
]
let browser: Browser

beforeAll(async () => {
  browser = await playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((argument) => !unwanted.includes(argument)),
    headless: true,
    timeout: 30_000,
  })
})
afterAll(() => browser.close())

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const result = await page.evaluate<AxeResult>('axe.run(document, { iframes: false })')
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

function scrollsSideways(page: Page): Promise<boolean> {
  return page.evaluate(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  )
}

describe('the hospital in a browser', () => {
  it(
    'leads on to the application, at another address, when the login is in the middle of a launch',
    withContext(async (context) => {
      const world = await startHospital(context)
      const page = await browser.newPage()
      const next = encodeURIComponent(`/ehr/patients/${dana}/launch`)
      await page.goto(`${world.base}/ehr/login?next=${next}`)
      await page.fill('#username', 'clinician')
      await page.fill('#password', 'sandbox')
      await page.click('text="Log in"')
      await page.waitForURL(`${world.careloomBase}/smart/launch?**`)
      await page.close()
    }),
  )

  for (const width of [1280, 360])
    it(
      `is accessible and fits ${width} pixels on every page`,
      withContext(async (context) => {
        const world = await startHospital(context)
        world.careloom.answers.set('GET Patient', bundle({ resourceType: 'Patient', id: 'p1' }))
        const member = { display: 'Alex Moreno' }
        const participant = [
          { role: [{ text: 'Peer specialist' }], member, onBehalfOf: { display: 'Harbor Peers' } },
        ]
        const meta = { lastUpdated: '2026-11-12T14:02:00Z' }
        world.careloom.answers.set(
          'GET CareTeam',
          bundle({ resourceType: 'CareTeam', status: 'active', meta, participant }),
        )
        const owner = { display: 'Harbor Peers' }
        world.careloom.answers.set(
          'GET Task',
          bundle({ resourceType: 'Task', status: 'in-progress', owner, meta }),
        )
        world.careloom.answers.set(
          'GET HealthcareService',
          bundle({ resourceType: 'HealthcareService', id: 'h1', name: 'Recovery coaching' }),
        )

        const tab = await browser.newContext({ viewport: { width, height: 800 } })
        context.after(() => tab.close())
        const page = await tab.newPage()
        page.setDefaultTimeout(10_000)
        const complaints: string[] = []
        page.on('console', (message) => {
          if (message.type() === 'error') complaints.push(message.text())
        })
        const check = async (name: string) => {
          assert.deepEqual(await violations(page), [], name)
          assert.equal(await scrollsSideways(page), false, `${name} scrolls sideways`)
        }

        await page.goto(`${world.base}/ehr/`)
        await check('login')
        await page.getByLabel('User name').fill('clinician')
        await page.getByLabel('Password').fill('sandbox')
        await page.keyboard.press('Enter')
        await page.getByRole('heading', { name: 'Patient list' }).waitFor()
        await check('patients')
        await page.getByRole('main').getByRole('link', { name: 'Reyes, Dana' }).click()
        await page.getByText('Alex Moreno').waitFor()
        await check('chart')
        await page.getByRole('link', { name: 'Documents' }).click()
        await page.getByText('No documents are in this chart yet.').waitFor()
        await check('documents')
        await page.getByRole('link', { name: 'New order' }).click()
        await page.getByRole('combobox', { name: 'Programme' }).waitFor()
        await check('order')
        await page.goto(`${world.base}/ehr/patients/${dana}`)
        await page.getByRole('link', { name: 'Refer to peer support' }).click()
        await page.getByTitle('Careloom: refer to peer support').waitFor()
        await check('panel')
        assert.deepEqual(
          complaints.filter((text) => !text.includes('404')),
          [],
        )
      }),
    )
})
