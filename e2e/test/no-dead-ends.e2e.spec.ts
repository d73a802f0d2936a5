import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { clientToken, fhir, session, startProduct, until, type Product } from '@careloom/e2e'
import { ApiProblem } from '@careloom/web-api'
import {
  allSayYes,
  consent,
  newIdentifier,
  oneToOne,
  patient,
  serviceRequest,
} from './resources.ts'

const hourMs = 3_600_000

describe('a referral that takes another way', () => {
  let product: Product
  // Tokens live by the real clock: the product starts behind it, and catches up.
  let behindMs = 400 * hourMs
  beforeAll(async () => {
    product = await startProduct({ nowMs: () => Date.now() - behindMs })
  })
  afterAll(() => product.close())

  const hospital = async () => fhir(product.url, await clientToken(product.url))
  const coordinator = () => session(product.url, 'coordinator')

  /** A person with a referral, and what everybody's desk says of it. */
  async function referred() {
    const client = await hospital()
    const personId = (await client.create(patient(newIdentifier()))).body.id
    const dateTime = new Date(Date.now() - behindMs).toISOString()
    await client.create(consent(personId, undefined, false, { dateTime }))
    const referralId = (await client.create(serviceRequest(personId, oneToOne))).body.id
    const person = await session(product.url, `person-${personId}`)
    const params = { referralId }
    const detail = async () =>
      (await coordinator()).call('getCoordinatorReferral', { params: { referralId } })
    const row = async () => {
      const { rows, closed } = await (await coordinator()).call('getQueue', {})
      return [...rows, ...closed].find((each) => each.referralId === referralId)
    }
    const clinician = async () =>
      (await session(product.url, 'clinician')).call('getClinicianReferral', { params })
    /** Waits until all desks name one who acts next, and which act it is. */
    const next = (act: string) =>
      until(async () => {
        // Two who work together have left the queue.
        const queued = act === 'meet' ? [] : [(await row())?.next]
        const said = [(await detail()).next, ...queued, (await clinician()).next]
        return said.every((each) => each?.act === act) &&
          new Set(said.map((each) => `${each?.actor} ${each?.dueAt}`)).size === 1
          ? said[0]
          : undefined
      })
    const offer = async (count = 2) => {
      const peerWorkerIds = (await detail()).candidates
        .slice(0, count)
        .map(({ peerWorkerId }) => peerWorkerId)
      assert.ok(peerWorkerIds.length > 0)
      await (await coordinator()).call('sendOffers', { params, body: { peerWorkerIds } })
      await next('choose-peer')
      return peerWorkerIds
    }
    const home = () => person.call('getPersonHome', {})
    const choices = async () =>
      (await person.call('listChoices', {})).choices.flatMap(({ profiles }) =>
        profiles.map(({ peerWorkerId }) => peerWorkerId),
      )
    await next('offer-peers')
    return { client, person, personId, referralId, params, detail, next, offer, home, choices, row }
  }
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'answered',
      (error: unknown) =>
        error instanceof ApiProblem
          ? `${error.problem.status} ${error.problem.code}`
          : String(error),
    )

  it('says whose turn it is at every step, and only that one has the button', async () => {
    const { person, params, next, offer, detail, home } = await referred()
    assert.equal((await detail()).canOffer, true)
    const [peerWorkerId = ''] = await offer()
    const choosing = await next('choose-peer')
    assert.equal(choosing.actor, 'person')
    assert.ok(choosing.dueAt)
    assert.deepEqual([(await detail()).canOffer, (await detail()).canWaitlist], [false, false])
    await person.call('answerChoice', { params, body: { choose: peerWorkerId } })
    assert.equal((await next('answer-offer')).actor, 'peer')
    assert.ok((await detail()).chosenPeerName)
    const asked = await home()
    assert.equal(asked.standing, 'asked')
    assert.equal(asked.peer?.name, (await detail()).chosenPeerName)
  })

  it('leads on from "someone else": the coordinator offers others or ends it, the person takes it back', async () => {
    const { person, params, next, offer, detail, home, choices } = await referred()
    const offered = await offer()
    await person.call('answerChoice', { params, body: { answer: 'someone-else' } })
    assert.equal((await next('offer-others')).actor, 'coordinator')
    const stuck = await detail()
    assert.deepEqual([stuck.canOffer, stuck.canWaitlist, stuck.canEnd], [true, true, true])
    assert.deepEqual((await home()).takeBack, {
      referralId: params.referralId,
      answer: 'someone-else',
    })
    await (await coordinator()).call('waitlistReferral', { params, body: {} })
    assert.equal((await next('find-a-peer')).actor, 'coordinator')
    assert.equal((await detail()).canEnd, true)
    await person.call('takeAnswerBack', { params, body: {} })
    assert.deepEqual(await choices(), offered)
    assert.equal((await next('choose-peer')).actor, 'person')
    assert.equal((await home()).takeBack, null)
    assert.equal(
      await codeOf(person.call('takeAnswerBack', { params, body: {} })),
      '409 nothing-to-take-back',
    )
  })

  it('leads on from "not now": the person takes it back, and is asked anew', async () => {
    const { person, params, next, offer, home, choices } = await referred()
    const offered = await offer()
    await person.call('answerChoice', { params, body: { answer: 'not-now' } })
    const declined = await until(async () => {
      const page = await home()
      return page.standing === 'declined' ? page : undefined
    })
    assert.deepEqual(declined.takeBack, { referralId: params.referralId, answer: 'not-now' })
    await person.call('takeAnswerBack', { params, body: {} })
    assert.equal((await next('offer-peers')).actor, 'coordinator')
    assert.equal((await home()).standing, 'waiting')
    assert.deepEqual(await offer(), offered)
    assert.deepEqual(await choices(), offered)
  })

  it('leads on from an offer that ran out: the same people can be offered again', async () => {
    const { next, offer } = await referred()
    const offered = await offer()
    behindMs -= 80 * hourMs
    assert.equal((await next('offer-others')).actor, 'coordinator')
    assert.deepEqual(await offer(), offered)
  })

  it('leads on from a wish to cancel after acceptance: the coordinator confirms it', async () => {
    const { client, personId, params, next, detail, home, row } = await referred()
    await allSayYes(product.url, params.referralId, personId)
    await until(async () => ((await home()).standing === 'together' ? true : undefined))
    await next('meet')
    await (
      await session(product.url, 'clinician')
    ).call('requestCancellation', { params, body: { reason: 'Moved to another town.' } })
    assert.equal((await next('confirm-cancellation')).actor, 'coordinator')
    const asked = await detail()
    assert.deepEqual(
      [asked.canConfirmCancellation, asked.cancellationReason],
      [true, 'Moved to another town.'],
    )
    await (await coordinator()).call('confirmCancellation', { params, body: {} })
    await until(async () => ((await home()).standing === 'none' ? true : undefined))
    const task = await client.read(`Task/${params.referralId}`)
    assert.equal(task.body['status'], 'cancelled')
    assert.equal((await row())?.status ?? 'cancelled', 'cancelled')
    assert.equal((await referAgain(client, personId)).status, 201)
  })

  it('leads on from turning down: the coordinator takes it back', async () => {
    const { params, next, detail, row } = await referred()
    await (await coordinator()).call('rejectReferral', { params, body: { reason: 'age' } })
    assert.deepEqual([(await detail()).canReopen, (await row())?.status], [true, 'rejected'])
    await (await coordinator()).call('reopenReferral', { params, body: {} })
    assert.equal((await next('offer-peers')).actor, 'coordinator')
    assert.equal(
      await codeOf((await coordinator()).call('reopenReferral', { params, body: {} })),
      '409 referral-not-to-be-reopened',
    )
  })

  it('ends where nobody was found, and says so', async () => {
    const { client, params, next, offer, person, row } = await referred()
    await offer()
    await person.call('answerChoice', { params, body: { answer: 'someone-else' } })
    await next('offer-others')
    await (await coordinator()).call('endReferral', { params, body: { reason: 'no-peer-found' } })
    assert.equal((await row())?.status, 'ended-unable')
    const { body } = await client.read(`Task/${params.referralId}`)
    assert.equal(body['status'], 'failed')
  })

  const referAgain = (client: Awaited<ReturnType<typeof hospital>>, personId: string) =>
    client.create(serviceRequest(personId, oneToOne))
})
