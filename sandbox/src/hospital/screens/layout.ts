import type { Response } from 'express'
import type { Clinician } from '../clinician.ts'
import { html } from './html.ts'
import type { Html } from './html.ts'

/** What every page of somebody who is logged in knows. */
export type Viewer = {
  readonly clinician: Clinician
  readonly csrf: string
  readonly search?: string
}

/**
 * Sends one page. Its policy allows no inline script or style, and frames of this origin and Careloom's only. A login in the
 * middle of a launch leads on to Careloom, and browsers hold a form to where it is led on to.
 */
export function sendPage(response: Response, status: number, page: Html, careloom: string): void {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    `form-action 'self' ${careloom}`,
    `frame-src 'self' ${careloom}`,
    "frame-ancestors 'self'",
    "base-uri 'none'",
  ]
  response
    .status(status)
    .set({
      'Content-Security-Policy': policy.join('; '),
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'same-origin',
    })
    .type('html')
    .send(page.text)
}

function document(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} - Harbor Hospital (sandbox)</title>
        <link rel="stylesheet" href="/ehr/static/ehr.css" />
        <link rel="icon" href="data:," />
      </head>
      <body class="hx">
        ${body}
        <footer class="hx-foot">
          Invented people. For trying out only. <span>FHIR R4 base: /ehr/fhir</span>
        </footer>
      </body>
    </html>`
}

/** A page for somebody who is logged in. `aside` is the list beside it. */
export function page(title: string, viewer: Viewer, main: Html, aside?: Html): Html {
  return document(
    title,
    html`<a class="hx-skip" href="#main">Skip to the main part</a>
      <header class="hx-top">
        <b>Harbor Hospital</b>
        <span class="hx-wide">Sandbox record system</span>
        <form action="/ehr/patients" method="get" role="search">
          <label
            >Find patient
            <input type="search" name="q" value="${viewer.search}" placeholder="Name or MRN"
          /></label>
          <button type="submit">Find</button>
        </form>
        <span class="hx-user">${viewer.clinician.name}</span>
        <form action="/ehr/logout" method="post">
          <input type="hidden" name="csrf" value="${viewer.csrf}" />
          <button type="submit" class="hx-link">Log out</button>
        </form>
      </header>
      <nav class="hx-menu" aria-label="System">
        <a href="/ehr/patients" aria-current="${aside === undefined ? 'page' : 'true'}"
          >Patient list</a
        >
      </nav>
      <div class="${aside === undefined ? 'hx-body hx-alone' : 'hx-body'}">
        ${aside}
        <main id="main" tabindex="-1">${main}</main>
      </div>`,
  )
}

/** A page for somebody who is not. */
export function openPage(title: string, main: Html): Html {
  return document(
    title,
    html`<header class="hx-top"><b>Harbor Hospital</b><span>Sandbox record system</span></header>
      <main id="main" class="hx-open">${main}</main>`,
  )
}

/** A titled box with a table, or with a sentence when there is nothing to list. */
export function grid(options: {
  readonly title: string
  readonly heads: readonly string[]
  readonly rows: readonly Row[]
  readonly empty: string
  readonly note?: Html | undefined
}): Html {
  const { title, heads, rows, empty, note } = options
  const table = html`<table>
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(row)}
    </tbody>
  </table>`
  return html`<section class="hx-box" aria-label="${title}">
    <h2>${title} <span>(${rows.length})</span></h2>
    ${note}
    ${rows.length > 0 ? table : note === undefined && html`<p class="hx-empty">${empty}</p>`}
  </section>`
}

export type Row = { readonly cells: readonly (Html | string)[]; readonly marked?: boolean }

function row({ cells, marked }: Row): Html {
  return html`<tr class="${marked === true ? 'hx-mark' : ''}">
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr>`
}

/** Something that the reader must know before the rest of a box. */
export function notice(kind: 'error' | 'info', text: string, more?: Html): Html {
  return html`<p class="hx-notice hx-${kind}" role="${kind === 'error' ? 'alert' : 'note'}">
    ${text} ${more}
  </p>`
}
