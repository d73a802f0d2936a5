import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { routeIds, routeOf, urlOf, type RouteId } from '@careloom/web-api'
import { clientToken, fhir, signIn, startProduct, type Product } from '@careloom/e2e'

const users = ['person', 'peer', 'coordinator', 'clinician', 'integrator'] as const
type User = (typeof users)[number]

/** Who may call what. An endpoint without a row does not compile, and fails the test. */
const web: Readonly<Record<RouteId, readonly User[] | 'everybody' | 'public'>> = {
  getMe: 'everybody',
  exchangeHandoff: 'public',
  watchEvents: 'everybody',
  listPrograms: 'everybody',
  getClinicianPatient: ['clinician'],
  sendReferral: ['clinician'],
  listClinicianReferrals: ['clinician'],
  getClinicianReferral: ['clinician'],
  answerInformationRequest: ['clinician'],
  requestCancellation: ['clinician'],
  acknowledgeReferralSafety: ['clinician'],
  getQueue: ['coordinator'],
  getCoordinatorReferral: ['coordinator'],
  sendOffers: ['coordinator'],
  rejectReferral: ['coordinator'],
  waitlistReferral: ['coordinator'],
  requestInformation: ['coordinator'],
  endReferral: ['coordinator'],
  confirmCancellation: ['coordinator'],
  reopenReferral: ['coordinator'],
  getPersonHome: ['person'],
  listChoices: ['person'],
  answerChoice: ['person'],
  takeAnswerBack: ['person'],
  listConsents: ['person'],
  grantConsent: ['person'],
  withdrawConsent: ['person'],
  getMeasure: ['person'],
  answerMeasure: ['person'],
  tellSafety: ['person'],
  writeVision: ['person'],
  addOwnGoal: ['person'],
  agreeToGoal: ['person'],
  turnDownGoal: ['person'],
  rateOwnGoal: ['person'],
  planOwnMeeting: ['person'],
  changeOwnMeeting: ['person'],
  cancelOwnMeeting: ['person'],
  getPeerToday: ['peer'],
  listOffers: ['peer'],
  acceptOffer: ['peer'],
  declineOffer: ['peer'],
  listPeerPeople: ['peer'],
  getPeerPerson: ['peer'],
  recordEncounter: ['peer'],
  acknowledgeSafety: ['peer'],
  proposeGoal: ['peer'],
  agreeGoal: ['peer'],
  declineGoal: ['peer'],
  rateGoal: ['peer'],
  planMeeting: ['peer'],
  changeMeeting: ['peer'],
  cancelMeeting: ['peer'],
  listConnections: ['integrator'],
  listDeliveries: ['integrator'],
  retryDelivery: ['integrator'],
  listQuarantine: ['integrator'],
  retryQuarantined: ['integrator'],
  giveUpQuarantined: ['integrator'],
  getHealth: ['integrator'],
}

/** What a system client may do per type; everything else is 405. */
const fhirRows: Readonly<Record<string, readonly string[]>> = {
  Patient: ['create', 'update'],
  Practitioner: [],
  PractitionerRole: [],
  Organization: [],
  HealthcareService: [],
  ServiceRequest: ['create', 'update'],
  Task: ['update'],
  CareTeam: [],
  CarePlan: [],
  Goal: [],
  Encounter: [],
  Consent: ['create'],
  Questionnaire: [],
  QuestionnaireResponse: ['create'],
  Observation: [],
}

describe('the authorization matrix', () => {
  let product: Product
  const tokens = new Map<User, string>()
  beforeAll(async () => {
    product = await startProduct()
    for (const user of users) tokens.set(user, await signIn(product.url, user))
  })
  afterAll(() => product.close())

  it('has a row for every route of the web API', () =>
    assert.deepEqual(Object.keys(web).sort(), [...routeIds].sort()))

  for (const id of routeIds)
    it(`holds for ${id}`, async () => {
      const row = web[id]
      assert.equal(await call(id, undefined), row === 'public' ? 'let in' : 401)
      for (const user of users) {
        const expected =
          row === 'public' || row === 'everybody' || row.includes(user) ? 'let in' : 403
        assert.equal(await call(id, tokens.get(user)), expected, `${id} as ${user}`)
      }
    })

  /** `let in` says that neither the token nor the role was the matter; what is behind the door may still say no. */
  async function call(id: RouteId, token: string | undefined): Promise<number | 'let in'> {
    const route = routeOf(id)
    const params = Object.fromEntries(
      [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => [name, randomUUID()]),
    )
    const abort = new AbortController()
    const response = await fetch(product.url + urlOf(route, { params }), {
      method: route.method,
      signal: abort.signal,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      ...(route.method === 'POST' ? { body: '{}' } : {}),
    })
    if (route.stream !== true && response.status !== 401 && response.status !== 403) {
      assert.ok(response.status < 500, `${id} answered ${response.status}`)
      await response.arrayBuffer()
    }
    abort.abort()
    const { status } = response
    // A code that is unknown is 401 too, but not for the token's sake.
    if (id === 'exchangeHandoff') return status === 400 || status === 401 ? 'let in' : status
    return status === 401 || status === 403 ? status : 'let in'
  }

  it('has a row for every FHIR type, and is what /metadata says', async () => {
    const statement = (await (await fetch(`${product.url}/fhir/metadata`)).json()) as {
      rest: { resource: { type: string; interaction: { code: string }[] }[] }[]
    }
    const served = Object.fromEntries(
      (statement.rest[0]?.resource ?? []).map(({ type, interaction }) => [
        type,
        interaction
          .map(({ code }) => code)
          .filter((code) => code === 'create' || code === 'update'),
      ]),
    )
    assert.deepEqual(served, fhirRows)
  })

  for (const [type, writes] of Object.entries(fhirRows))
    it(`holds for FHIR ${type}`, async () => {
      const all = fhir(product.url, await clientToken(product.url))
      const id = randomUUID()
      const body = { resourceType: type, id }
      assert.equal((await all.read(type)).status, 200)
      assert.equal((await all.read(`${type}/${id}`)).status, 404)
      assert.equal((await all.send('POST', type, body)).status === 405, !writes.includes('create'))
      assert.equal(
        (await all.send('PUT', `${type}/${id}`, body)).status === 405,
        !writes.includes('update'),
      )
      assert.equal((await all.send('DELETE', `${type}/${id}`)).status, 405)
      const reader = fhir(product.url, await clientToken(product.url, `system/${type}.rs`))
      assert.equal((await reader.read(type)).status, 200)
      if (writes.includes('create'))
        assert.equal((await reader.send('POST', type, body)).status, 403)
      const other = fhir(
        product.url,
        await clientToken(product.url, type === 'Goal' ? 'system/Task.rs' : 'system/Goal.rs'),
      )
      assert.equal((await other.read(type)).status, 403)
      assert.equal((await other.read(`${type}/${id}`)).status, 403)
      assert.equal((await fetch(`${product.url}/fhir/${type}`)).status, 401)
    })
})
