import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pages, routeOf, urlOf, type Page } from '@careloom/web-api'

/** What the build says of its files (Vite's manifest), by source file or chunk. */
type Manifest = Readonly<
  Record<
    string,
    {
      readonly file: string
      readonly isEntry?: boolean
      readonly imports?: readonly string[]
      readonly css?: readonly string[]
    }
  >
>

const noncePlaceholder = /CSP-NONCE/g

/** Where people sign in, and who the web app is there. */
type Identity = { readonly issuer: string; readonly clientId: string }

const attribute = (text: string) => text.replace(/[&"<>]/g, '')

/**
 * The app's page for each of its addresses, with the files of the desk that draws it and the names of its first reads:
 * the browser fetches all of it at once instead of one after the other.
 */
export function webPages(distDir: string, identity: Identity) {
  const html = (textOf(join(distDir, 'index.html')) ?? missing).replace(
    '<script',
    () =>
      `<meta name="issuer" content="${identity.issuer}"><meta name="client" content="${attribute(identity.clientId)}"><script`,
  )
  const manifest = JSON.parse(textOf(join(distDir, '.vite/manifest.json')) ?? '{}') as Manifest
  return (page: Page | undefined, params: Readonly<Record<string, string>>, nonce: string) => {
    const first = [
      ...(page?.guarded === true ? ['<meta name="guarded">'] : []),
      ...(page === undefined || page.reads.length === 0 ? [] : [firstReads(page, params)]),
    ].join('')
    const links = filesOf(page, manifest, html).map(linkTo).join('')
    // The page's own script runs where it stands: what it reads stands before it, and what is fetched after its reads below.
    return html
      .replace('<script', () => `${first}<script`)
      .replace('</head>', () => `${links}</head>`)
      .replace(noncePlaceholder, nonce)
  }
}

const textOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined)

/** The files of the app and of the page's desk that the page does not name already, in the order in which they are needed. */
function filesOf(page: Page | undefined, manifest: Manifest, html: string): string[] {
  const found = new Set<string>()
  const visit = (key: string) => {
    const chunk = manifest[key]
    if (chunk === undefined || chunk.isEntry === true || found.has(chunk.file)) return
    found.add(chunk.file)
    for (const sheet of chunk.css ?? []) found.add(sheet)
    chunk.imports?.forEach(visit)
  }
  const desk = page?.desk ?? 'sign-in'
  // Whoever is not signed in leaves for the identity provider before the app is here.
  if (page?.guarded === true || desk === 'sign-in') visit('src/app/identity-provider.ts')
  visit('src/start.tsx')
  visit(`src/desks/${desk}/index.ts`)
  return [...found].filter((file) => !html.includes(file))
}

const linkTo = (file: string) =>
  file.endsWith('.css')
    ? `<link rel="preload" as="style" crossorigin href="/${file}">`
    : `<link rel="modulepreload" crossorigin href="/${file}">`

/** Read by the small script of the page: it asks with the token that it keeps, before the app itself is here. */
function firstReads({ reads }: Page, params: Readonly<Record<string, string>>): string {
  const addresses = reads.map((id) => urlOf(routeOf(id), { params }))
  return `<meta name="first-reads" content="${attribute(addresses.join(' '))}">`
}

/** Every address of the app and its page. */
export const pageEntries: readonly (readonly [string, Page])[] = Object.entries(pages)

const missing =
  '<!doctype html><html lang="en"><head><title>Careloom</title></head><p>The web app has not been built yet: run <code>npm start</code>.</p></html>'
