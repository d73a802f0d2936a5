import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, test } from '@jest/globals'
import { fileURLToPath } from 'node:url'
import packed from '@sparticuz/chromium'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { recordings } from '../src/stories/recorded.ts'
import { stories, type State } from '../src/stories/stories.ts'
import { serve } from './serve.ts'

const web = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)
/** Every combination, instead of two of eight per screen. */
const all = process.env['CARELOOM_STORIES'] === 'all'
/** A folder for pictures of what was walked. */
const pictures = process.env['CARELOOM_STORY_PICTURES']

type Look = {
  readonly width: 360 | 1280
  readonly scheme: 'light' | 'dark'
  readonly lang: 'en' | 'es'
}
const looks: readonly Look[] = ([360, 1280] as const).flatMap((width) =>
  (['light', 'dark'] as const).flatMap((scheme) =>
    (['en', 'es'] as const).map((lang) => ({ width, scheme, lang })),
  ),
)

/**
 * A full screen is seen in two opposite looks, its empty state in one. The other states share their words and shape:
 * of those each screen shows one, another one per screen.
 */
function chosen(turn: number, state: State): readonly Look[] {
  if (all) return looks
  const at = (n: number) => looks.slice(n % 8, (n % 8) + 1)
  if (state === 'full') return [...at(turn), ...at(7 - (turn % 8))]
  const shared = ['loading', 'error', 'forbidden', 'offline']
  const seen = state === 'empty' || shared[turn % 4] === state
  return seen ? at(turn * 3 + state.length) : []
}

let browser: Browser
let context: BrowserContext
let server: Awaited<ReturnType<typeof serve>>

beforeAll(async () => {
  const vite = `${web}node_modules/vite/bin/vite.js`
  const built = spawnSync(
    process.execPath,
    [vite, 'build', '--mode', 'stories', '--logLevel', 'warn'],
    {
      cwd: web,
      stdio: 'inherit',
    },
  )
  assert.equal(built.status, 0)
  server = await serve(`${web}test/dist`)
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? (await packed.executablePath()),
    // One process for all would end with the first page that is closed.
    args: packed.args.filter((arg) => arg !== '--single-process'),
  })
  context = await browser.newContext({ reducedMotion: 'reduce', timezoneId: 'America/New_York' })
  // A busy machine is no fault of a screen: waits end with what they wait for.
  context.setDefaultTimeout(60_000)
  await context.addInitScript({ path: require.resolve('axe-core/axe.min.js') })
  if (pictures) mkdirSync(pictures, { recursive: true })
})

afterAll(async () => {
  await browser.close()
  server.close()
})

async function look(page: Page, name: string, state: State, { width, scheme, lang }: Look) {
  const url = `${server.origin}/stories.html?story=${name}&state=${state}&lang=${lang}&scheme=${scheme}`
  await page.setViewportSize({ width, height: 800 })
  await page.goto(url)
  await page.locator('h1').first().waitFor({ state: 'attached' })
  if (name === 'clinician-status' && state === 'full')
    await page.locator('.trend svg').first().waitFor()
  if (state === 'loading') await page.locator('.loading > [aria-hidden]').first().waitFor()
  if (pictures)
    await page.screenshot({
      path: `${pictures}/${name}-${state}-${width}-${scheme}-${lang}.png`,
      fullPage: true,
    })
  // What lies under the bar by chance can be scrolled out of there: the whole page is looked at.
  const height = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.max(800, height) })
  return page.evaluate(inspect)
}

type Axe = {
  run: (
    options: object,
  ) => Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>
}

async function inspect() {
  const { axe } = globalThis as unknown as { axe: Axe }
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
  const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags } })
  const root = document.documentElement
  return {
    violations: violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary ?? ''}`).join(' | ')}`,
    ),
    scrollsSideways: root.scrollWidth > root.clientWidth,
    title: document.title,
    language: root.lang,
    twoStops: document.body.innerText.match(/.{0,20}[^.]\.\.(?!\.)/g) ?? [],
    /** A button right under words, with no room between. */
    touching: [...document.querySelectorAll('p')].flatMap((words) => {
      const button = words.nextElementSibling?.querySelector('button, a')
      const room =
        button && button.getBoundingClientRect().top - words.getBoundingClientRect().bottom
      return typeof room === 'number' && room > -4 && room < 4 ? [words.innerText.slice(0, 40)] : []
    }),
    holes: [
      ...document.body.innerText.matchAll(
        /\{\{|\b(?:refer|status|list|group|today|offer|people|person|note|who|choose|title|lede|card|deliveries|health|time|state|reason|category|modality|login)\.[a-z][\w.-]*/g,
      ),
    ].map(([hole]) => hole),
  }
}

describe('every screen', () => {
  for (const [turn, [name, story]] of Object.entries(stories).entries())
    test(`${name} is accessible, fits and speaks both languages in every state`, async () => {
      const page = await context.newPage()
      const refusedByPolicy: string[] = []
      const thrown: string[] = []
      page.on('pageerror', (error) => thrown.push(String(error)))
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) refusedByPolicy.push(message.text())
      })
      const found: string[] = []
      for (const state of story.states)
        for (const one of chosen(turn, state)) {
          const seen = await look(page, name, state, one)
          const where = `${state} ${one.width} ${one.scheme} ${one.lang}`
          found.push(...seen.violations.map((violation) => `${where}: ${violation}`))
          if (seen.scrollsSideways) found.push(`${where}: scrolls sideways`)
          if (seen.title !== 'Careloom') found.push(`${where}: title says ${seen.title}`)
          if (seen.language !== one.lang) found.push(`${where}: speaks ${seen.language}`)
          found.push(...seen.twoStops.map((words) => `${where}: two full stops, ${words}`))
          found.push(...seen.touching.map((words) => `${where}: a button touches, ${words}`))
          found.push(...seen.holes.map((hole) => `${where}: a hole in the words, ${hole}`))
        }
      await page.close()
      assert.deepEqual([...found, ...thrown, ...refusedByPolicy], [])
    })
})

type Written = { id: string; key: string | null; body: string }
const written = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { storyWrites: Written[] }).storyWrites)

/** Everything that the device holds, as text. */
async function onDevice(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const request = indexedDB.open('careloom')
    await new Promise((done) => (request.onsuccess = done))
    const found = []
    for (const store of ['notes', 'drafts']) {
      const all = request.result.transaction(store).objectStore(store).getAll()
      await new Promise((done) => (all.onsuccess = done))
      found.push(...all.result)
    }
    request.result.close()
    return found
      .map((entry: { sealed: ArrayBuffer }) => new TextDecoder('latin1').decode(entry.sealed))
      .join('\n')
  })
}

test('a note written offline is kept sealed on the device and sent once', async () => {
  const page = await context.newPage()
  await page.goto(`${server.origin}/stories.html?story=peer-note&state=full&lang=en`)
  await page.getByLabel('What Dana wants').fill('canary-word for the vault')
  await page.getByText('Listening').click()
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Keep note, send later' }).click()
  await page.getByText('Note kept, locked.').waitFor()
  assert.deepEqual(await written(page), [])
  const kept = await onDevice(page)
  assert.ok(kept.length > 100)
  assert.ok(!kept.includes('canary'))
  await context.setOffline(false)
  await page.waitForFunction(
    () => (globalThis as unknown as { storyWrites: Written[] }).storyWrites.length > 0,
  )
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await page.getByText('Your note about').waitFor({ state: 'detached' })
  const sent = await written(page)
  assert.equal(sent.length, 1)
  assert.match(sent[0]?.key ?? '', /^[0-9a-f-]{36}$/)
  assert.match(sent[0]?.body ?? '', /canary-word/)
  // Prefilled from the meeting that waits to be written up.
  const [meeting] = recordings.peer.full.getPeerPerson.toWrite
  assert.ok(sent[0]?.body.includes(`"meetingId":"${meeting?.meetingId}"`))
  assert.match(sent[0]?.body ?? '', /"minutes":30/)
  assert.equal(await onDevice(page), '')
  await page.close()
})

test('consent is withdrawn in at most three presses', async () => {
  const page = await context.newPage()
  await page.goto(`${server.origin}/stories.html?story=person-home&state=full&lang=en`)
  await page.getByRole('switch', { name: /Harbor Hospital/ }).press('Space')
  await page.getByRole('button', { name: 'Withdraw consent from Harbor Hospital' }).click()
  await page.getByText('Your consent for Harbor Hospital has ended.').waitFor()
  assert.deepEqual(
    (await written(page)).map(({ id }) => id),
    ['withdrawConsent'],
  )
  await page.close()
})

test('a referral is sent by the keyboard alone', async () => {
  const page = await context.newPage()
  await page.goto(`${server.origin}/stories.html?story=clinician-refer&state=full&lang=en`)
  await page.getByLabel('Why now, in Dana’s words').press('Control+Enter')
  await page.getByText('Referring needs a yes.').waitFor()
  assert.deepEqual(await written(page), [])
  await page.getByLabel('Dana said yes to being contacted').press('Space')
  await page.getByLabel('Dana signs by typing their full name').fill('Dana Reyes')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('heading', { name: /work together/ }).waitFor()
  const sent = await written(page)
  assert.equal(sent.length, 1)
  assert.match(sent[0]?.body ?? '', /"personAgreed":true/)
  await page.close()
})

/** A sheet on top of the page, and no complaint about it. */
async function sheet(page: Page, name: RegExp) {
  await page.getByRole('dialog', { name }).waitFor()
  const { violations, holes } = await page.evaluate(inspect)
  assert.deepEqual([...violations, ...holes], [])
  if (pictures)
    await page.screenshot({ path: `${pictures}/sheet-${name.source.replace(/\W+/g, '-')}.png` })
}

test('a person moves their meeting by the keyboard alone', async () => {
  const page = await context.newPage()
  await page.setViewportSize({ width: 360, height: 800 })
  await page.goto(`${server.origin}/stories.html?story=person-home&state=full&lang=en`)
  await page.getByRole('button', { name: 'See or change the meeting' }).press('Enter')
  await sheet(page, /Your meeting with Alex/)
  await page.getByLabel('When').fill('2026-11-20T10:00')
  await page.getByLabel('When').press('Enter')
  await page.getByText('Choose a time that is still to come.').waitFor()
  assert.deepEqual(await written(page), [])
  await page.getByLabel('When').fill('2026-11-26T15:00')
  await page.getByLabel('When').press('Enter')
  await page.getByText('Changed. You meet Thursday at 3 pm.').waitFor()
  const [sent] = await written(page)
  assert.equal(sent?.id, 'changeOwnMeeting')
  assert.match(sent.body, /"at":"2026-11-26T20:00:00.000Z","minutes":60,"modality":"in-person"/)
  await page.close()
})

test('a cancelled meeting is planned again by Undo', async () => {
  const page = await context.newPage()
  await page.goto(`${server.origin}/stories.html?story=person-home&state=full&lang=es`)
  await page.getByRole('button', { name: 'Ver o cambiar la cita' }).click()
  await sheet(page, /Tu cita con Alex/)
  await page.getByRole('button', { name: 'Cancelar esta cita' }).click()
  await page.getByText('La cita se canceló. Alex lo ve al instante.').waitFor()
  await page.getByRole('button', { name: 'Deshacer' }).click()
  await page.waitForFunction(
    () => (globalThis as unknown as { storyWrites: Written[] }).storyWrites.length === 2,
  )
  const sent = await written(page)
  assert.deepEqual(
    sent.map(({ id }) => id),
    ['cancelOwnMeeting', 'planOwnMeeting'],
  )
  const { nextMeeting } = recordings.person.full.getPersonHome
  assert.ok(sent[1]?.body.includes(`"at":"${nextMeeting.at}"`))
  await page.close()
})

test('a peer who meets somebody else then is told, and may go on', async () => {
  const page = await context.newPage()
  await page.goto(`${server.origin}/stories.html?story=peer-person&state=full&lang=en`)
  await page.getByRole('button', { name: 'Change the meeting' }).click()
  await sheet(page, /Your meeting with Dana/)
  await page.evaluate(() => {
    const answer = globalThis.fetch
    const taken = { type: 'about:blank', title: 'Conflict', status: 409, code: 'peer-not-free' }
    globalThis.fetch = async (input, init) =>
      init?.method === 'POST' && !String(init.body).includes('overlapAccepted')
        ? Response.json(taken, { status: 409 })
        : answer(input, init)
  })
  await page.getByLabel('Where, or a link').fill('The library')
  await page.getByRole('button', { name: 'Save the change' }).click()
  await page.getByText('You meet somebody else at that time.').waitFor()
  assert.deepEqual(await written(page), [])
  await page.getByRole('button', { name: 'Plan it anyway' }).click()
  await page.getByText(/^Changed. You meet/).waitFor()
  assert.match(
    (await written(page))[0]?.body ?? '',
    /"location":"The library","overlapAccepted":true/,
  )
  await page.close()
})

test('a goal is proposed, answered and rated, and a vision is written', async () => {
  const page = await context.newPage()
  await page.setViewportSize({ width: 360, height: 800 })
  const story = (name: string) =>
    page.goto(`${server.origin}/stories.html?story=${name}&state=full&lang=en`)
  await story('person-home')
  await page.getByRole('button', { name: 'Add a goal' }).click()
  await sheet(page, /Add a goal/)
  await page.getByRole('button', { name: 'Propose it to Alex' }).click()
  await page.getByText('This is needed.').waitFor()
  await page.getByLabel('My goal, in my words').fill('Sing again')
  await page.getByRole('button', { name: 'Propose it to Alex' }).click()
  await page.getByText('Alex can see your goal now.').waitFor()
  await page.getByRole('button', { name: 'Yes, my goal' }).click()
  await page.getByText('It is your goal now.').waitFor()
  await page.getByRole('button', { name: 'Change', exact: true }).click()
  await sheet(page, /What I want for my life/)
  await page.getByLabel('What do you want your life to be like?').fill('Sunday lunch.')
  await page.getByRole('button', { name: 'Save my words' }).click()
  await page.getByText('Saved. Alex can read it.').waitFor()
  assert.deepEqual(
    (await written(page)).map(({ id }) => id),
    ['addOwnGoal', 'agreeToGoal', 'writeVision'],
  )
  await story('peer-person')
  await page.getByRole('button', { name: 'How is it going?' }).click()
  await sheet(page, /How is it going/)
  await page.getByLabel('more than hoped', { exact: true }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.', { exact: true }).waitFor()
  assert.deepEqual(
    (await written(page)).map(({ id, body }) => [id, body]),
    [['rateGoal', '{"attainment":1}']],
  )
  await page.close()
})

test('what a form needs is said at its field, and nothing is sent before', async () => {
  const page = await context.newPage()
  const story = (name: string) =>
    page.goto(`${server.origin}/stories.html?story=${name}&state=full&lang=en`)
  await story('login')
  await page.getByLabel('User name').fill('  ')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('This is needed.').nth(1).waitFor()
  await page.locator('input[name=username]:focus').waitFor()

  await story('coordinator-request')
  await page.getByRole('button', { name: 'Ask Harbor Hospital backend' }).click()
  await sheet(page, /Ask Harbor Hospital backend/)
  await page.getByRole('button', { name: 'Send question' }).click()
  await page.getByText('This is needed.').waitFor()
  assert.deepEqual(await written(page), [])
  await page.getByLabel('Your question').fill(' Which days? ')
  await page.getByRole('button', { name: 'Send question' }).click()
  await page.getByText('Question sent.').waitFor()
  await page.getByRole('button', { name: 'Turn down' }).click()
  await page.getByLabel('Lives outside our area').check()
  await page.getByRole('button', { name: /Turn down Marcus/ }).click()
  await page.getByText('The referral was turned down.').waitFor()
  assert.deepEqual(
    (await written(page)).map(({ id, body }) => [id, body]),
    [
      ['requestInformation', '{"question":"Which days?"}'],
      ['rejectReferral', '{"reason":"outside-area"}'],
    ],
  )

  await story('clinician-status')
  await page.getByRole('button', { name: 'Ask to cancel' }).click()
  await sheet(page, /Ask to cancel/)
  await page.getByRole('button', { name: 'Ask to cancel the referral' }).click()
  await page.getByText('You asked to cancel.').waitFor()
  assert.deepEqual(
    (await written(page)).map(({ id, body }) => [id, body]),
    [['requestCancellation', '{}']],
  )
  await page.close()
})

test('every item of a survey may be skipped', async () => {
  const page = await context.newPage()
  await page.goto(`${server.origin}/stories.html?story=person-measure&state=full&lang=en`)
  await page.getByLabel('Several days').first().check()
  await page.getByLabel('Several days').nth(1).check()
  await page.getByRole('button', { name: 'Skip this one' }).nth(1).click()
  await page.getByRole('button', { name: 'Send my answers' }).click()
  await page
    .getByRole('link')
    .filter({ hasText: /home|page/i })
    .last()
    .waitFor()
  const [sent] = await written(page)
  const { answers } = JSON.parse(sent?.body ?? '{}') as { answers: { value: number | null }[] }
  assert.deepEqual(
    answers.map(({ value }) => value),
    [1, ...answers.slice(1).map(() => null)],
  )
  await page.close()
})

test('a survey that nobody verified in Spanish says so, and is marked as English', async () => {
  const page = await context.newPage()
  const questions = 'person-measure&state=full&lang=es'
  await page.goto(`${server.origin}/stories.html?story=${questions}`)
  await page.getByText('Ningún día').first().waitFor()
  assert.equal(await page.getByText('solo están en inglés').count(), 0)
  await page.addInitScript(() => {
    const answer = globalThis.fetch
    const { json } = Response.prototype
    Response.prototype.json = async function () {
      const said = await json.call(this)
      return JSON.parse(JSON.stringify(said, (key, value) => (key === 'es' ? undefined : value)))
    }
    globalThis.fetch = answer
  })
  await page.goto(`${server.origin}/stories.html?story=${questions}`)
  await page.getByText('solo están en inglés').waitFor()
  const marked = page.locator('section.card [lang=en]')
  assert.ok((await marked.count()) > 8)
  await page.close()
})
