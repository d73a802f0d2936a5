import { join } from 'node:path'
import express from 'express'
import type { Request, Response, Router } from 'express'
import { findClinician } from '../clinician.ts'
import { chartMain, peerSupportBoxes } from './chart.ts'
import type { ChartTab } from './chart.ts'
import { html } from './html.ts'
import { notice, openPage, sendPage } from './layout.ts'
import type { Viewer } from './layout.ts'
import { loginRouter } from './login.ts'
import { showOrder, takeOrder } from './order-routes.ts'
import { patientListPage } from './patients.ts'
import { readPeerSupport } from './peer-support.ts'
import { sessionSecretOf } from './session.ts'
import { sendAbout } from './visit.ts'
import type { ScreenParts, Visit } from './visit.ts'

const chartAddress = '/patients/:id'

/** The hospital's screens, made on the server; they work without scripts. */
export function screens(parts: ScreenParts): Router {
  const router = express.Router()
  const visit = visitor(parts)
  router.use('/static', express.static(join(parts.files, 'static'), { index: false, maxAge: 0 }))
  router.use(loginRouter(parts))
  router.get('/', (_request, response) => response.redirect(303, '/ehr/patients'))
  router.get('/patients', (request, response) => {
    const viewer = viewerOf(parts, request)
    if (viewer === undefined) return askToLogIn(request, response)
    const search = typeof request.query['q'] === 'string' ? request.query['q'].slice(0, 100) : ''
    const list = patientListPage({ ...viewer, search }, parts.store.all('Patient'), parts.now())
    sendPage(response, 200, list, parts.careloomBase)
  })
  router.get(
    chartAddress,
    visit((one) => showChart(one, 'summary')),
  )
  router.get(
    `${chartAddress}/documents`,
    visit((one) => showChart(one, 'documents')),
  )
  router.get(`${chartAddress}/peer-support`, visit(showPeerSupport))
  router.get(`${chartAddress}/launch`, visit(launch))
  router.get(`${chartAddress}/order`, visit(showOrder))
  router.post(
    `${chartAddress}/order`,
    express.urlencoded({ extended: false, limit: '16kb' }),
    visit(takeOrder),
  )
  router.use((_request, response) => sendPage(response, 404, nowhere, parts.careloomBase))
  router.use((error: unknown, _request: Request, response: Response, _next: unknown) =>
    fail(parts, error, response),
  )
  return router
}

const home = html`<a href="/ehr/patients">Go to the patient list</a>`
const nowhere = openPage(
  'Not found',
  html`<h1 class="hx-title">There is no such page</h1>
    ${notice('info', 'The address may be old.', home)}`,
)
const unreadable = openPage(
  'Not read',
  html`<h1 class="hx-title">The request could not be read</h1>
    <p>${home}</p>`,
)
const broken = openPage(
  'Error',
  html`<h1 class="hx-title">This page could not be shown</h1>
    ${notice('error', 'Something went wrong on our side.', home)}`,
)

function fail({ careloomBase, onError }: ScreenParts, error: unknown, response: Response): void {
  const status =
    error instanceof Error && 'status' in error && typeof error.status === 'number'
      ? error.status
      : 500
  if (status >= 500 && error instanceof Error) onError?.(error)
  sendPage(response, status, status >= 500 ? broken : unreadable, careloomBase)
}

function viewerOf({ desk }: ScreenParts, request: Request): Viewer | undefined {
  const session = desk.session(sessionSecretOf(request))
  const clinician = findClinician(session?.userId)
  return session === undefined || clinician === undefined
    ? undefined
    : { clinician, csrf: session.csrf }
}

function askToLogIn(request: Request, response: Response): void {
  response.redirect(303, `/ehr/login?next=${encodeURIComponent(request.originalUrl)}`)
}

/** Finds who is logged in and which patient is meant before a page is made. */
function visitor(parts: ScreenParts) {
  return (show: (visit: Visit) => unknown) => async (request: Request, response: Response) => {
    const viewer = viewerOf(parts, request)
    if (viewer === undefined) return askToLogIn(request, response)
    const { id } = request.params
    const patient = typeof id === 'string' ? parts.store.read('Patient', id) : undefined
    if (patient === undefined) return sendPage(response, 404, nowhere, parts.careloomBase)
    await show({ parts, request, response, viewer, patient })
  }
}

async function showChart(visit: Visit, tab: ChartTab): Promise<void> {
  const { parts, request, patient } = visit
  const { store, careloom } = parts
  const peerSupport =
    tab === 'summary' ? await readPeerSupport(careloom, patient) : { kind: 'not-known' as const }
  const appOpen = request.query['app'] === 'open'
  sendAbout(visit, 200, chartMain({ patient, tab, appOpen, store, peerSupport, now: parts.now() }))
}

async function showPeerSupport({ parts, response, patient }: Visit): Promise<void> {
  const { store, careloom, careloomBase } = parts
  const peerSupport = await readPeerSupport(careloom, patient)
  sendPage(response, 200, peerSupportBoxes({ store, patient, peerSupport }), careloomBase)
}

/** Opens Careloom's application with a fresh launch token for this patient and their latest visit. */
function launch({ parts, response, viewer, patient }: Visit): void {
  const { store, desk, careloomBase, fhirBase } = parts
  const encounter = store.chart('Encounter', patient.id)[0]?.id
  const token = desk.prepareLaunch({ userId: viewer.clinician.id, patient: patient.id, encounter })
  const query = new URLSearchParams({ iss: fhirBase, launch: token })
  response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' })
  response.redirect(303, `${careloomBase}/smart/launch?${query}`)
}
