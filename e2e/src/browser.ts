import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import chromium from '@sparticuz/chromium'
import { chromium as playwright, type Browser, type Frame, type Page } from 'playwright-core'

/** A headless Chromium that comes as an npm package; `CHROMIUM_PATH` names another one. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? (await chromium.executablePath())
  // Made for a single short page in a cloud function: more than one context needs processes of its own.
  const args = chromium.args.filter(
    (arg) => !['--single-process', '--no-zygote', '--disable-web-security'].includes(arg),
  )
  return playwright.launch({
    executablePath,
    // Back as people have it: pages may come out of the back-forward cache.
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
    args: [
      ...args,
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  })
}

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
)

/** What axe finds wrong on a page or in a frame (WCAG 2.0 to 2.2, A and AA), one line each. */
export async function axe(place: Page | Frame): Promise<string[]> {
  await place.evaluate(axeSource)
  const violations = await place.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as {
      axe: {
        run(options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
      }
    }
    const { violations: found } = await engine.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    })
    return found.map(({ id, nodes }) => ({ id, html: nodes[0]?.html ?? '' }))
  })
  return violations.map(({ id, html }) => `${id}: ${html.slice(0, 160)}`)
}
