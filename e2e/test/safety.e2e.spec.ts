import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { journey, session, startProduct, until, type Product } from '@careloom/e2e'
import { ApiProblem } from '@careloom/web-api'

describe('an answer above the lowest to the item on self-harm', () => {
  let product: Product
  let assignmentId = ''
  let personId = ''
  let referralId = ''
  beforeAll(async () => {
    product = await startProduct()
    const patient = {
      resourceType: 'Patient',
      identifier: [{ system: 'urn:safety', value: '1' }],
      name: [{ given: ['Kim'], family: 'Lee' }],
    }
    const serviceRequest = {
      resourceType: 'ServiceRequest',
      status: 'active',
      intent: 'order',
      code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
      note: [{ text: 'I would like to sleep through a night.' }],
    }
    const done = await journey(product.url, { patient, serviceRequest })
    personId = done.personId
    referralId = done.referralId
    const [row] = (await (await peer()).call('listPeerPeople', {})).people
    assignmentId = row?.assignmentId ?? ''
  })
  afterAll(() => product.close())

  const peer = () => session(product.url, 'peer')
  const clinician = () => session(product.url, 'clinician')
  const kim = () => session(product.url, `person-${personId}`)
  const safety = async () => (await (await kim()).call('getPersonHome', {})).safety
  const today = async () => (await (await peer()).call('getPeerToday', {})).safety
  const status = async () =>
    (await (await clinician()).call('getClinicianReferral', { params: { referralId } })).safety
  const answer = async (instrument: string, lastItem: number) => {
    const due = await until(async () =>
      (await (await kim()).call('getPersonHome', {})).measuresDue.find(
        (each) => each.instrument === instrument,
      ),
    )
    const params = { measureId: due.measureId }
    const { items } = await (await kim()).call('getMeasure', { params })
    const answers = items.map(({ linkId }, i) => ({
      linkId,
      value: i === items.length - 1 ? lastItem : 0,
    }))
    return {
      params,
      result: await (await kim()).call('answerMeasure', { params, body: { answers } }),
    }
  }
  const statusOf = (work: Promise<unknown>) =>
    work.then(
      () => 200,
      (error: unknown) => (error instanceof ApiProblem ? error.problem.status : 0),
    )

  it('comes from somebody whose own words their peer reads first', async () => {
    const page = await (await peer()).call('getPeerPerson', { params: { assignmentId } })
    assert.equal(page.ownWords, 'I would like to sleep through a night.')
  })

  it('is asked about at once, and told to nobody unasked', async () => {
    const { result } = await answer('phq-9', 3)
    assert.equal(result.showSafety, true)
    const asked = await safety()
    assert.equal(asked?.decided, false)
    assert.deepEqual(
      asked.mayTell.map(({ reader }) => reader),
      ['peer', 'clinician'],
    )
    assert.deepEqual([await today(), await status()], [[], null])
  })

  it('is on the peer’s desk first when the person says so, until the peer has seen it', async () => {
    const measureId = (await safety())?.measureId ?? ''
    await (await kim()).call('tellSafety', { params: { measureId }, body: { readers: ['peer'] } })
    const [told] = await today()
    assert.deepEqual(
      [told?.assignmentId, told?.givenName, told?.seenAt],
      [assignmentId, 'Kim', null],
    )
    assert.equal(await status(), null)
    const params = { assignmentId, measureId }
    await (await peer()).call('acknowledgeSafety', { params, body: {} })
    await (await peer()).call('acknowledgeSafety', { params, body: {} })
    assert.deepEqual(await today(), [])
    const page = await (await peer()).call('getPeerPerson', { params: { assignmentId } })
    assert.ok(page.safety?.seenAt)
    assert.ok((await safety())?.told[0]?.seenAt)
  })

  it('is on the clinician’s desk first when the person says so too', async () => {
    const measureId = (await safety())?.measureId ?? ''
    const body = { readers: ['clinician' as const] }
    await (await kim()).call('tellSafety', { params: { measureId }, body })
    assert.deepEqual((await safety())?.mayTell, [])
    assert.equal((await status())?.seenAt, null)
    const params = { referralId, measureId }
    await (await clinician()).call('acknowledgeReferralSafety', { params, body: {} })
    assert.ok((await status())?.seenAt)
  })

  it('is nobody else’s to see or to acknowledge', async () => {
    const measureId = (await safety())?.measureId ?? ''
    const stranger = await session(product.url, 'peer2')
    const params = { assignmentId, measureId }
    assert.equal(await statusOf(stranger.call('acknowledgeSafety', { params, body: {} })), 404)
    const dana = await session(product.url, 'person')
    const telling = { params: { measureId }, body: { readers: [] } }
    assert.equal(await statusOf(dana.call('tellSafety', telling)), 404)
  })

  it('is not asked about where the answer was the lowest, or the instrument has no such item', async () => {
    const { params, result } = await answer('gad-7', 3)
    assert.equal(result.showSafety, false)
    const telling = { params, body: { readers: ['peer' as const] } }
    assert.equal(await statusOf((await kim()).call('tellSafety', telling)), 409)
  })
})
