import assert from 'node:assert/strict'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { type FhirAnswer, session, until } from '@careloom/e2e'
import { idsOf, openFhirWorld, type FhirWorld } from './fhir-world.ts'
import { allSayYes, consent, harborPeers, hospital, westside } from './resources.ts'

const organization = (id: string) => ({ reference: `Organization/${id}` })
const faultsOf = ({ status, body }: FhirAnswer) => [
  status,
  ...(body['issue'] as { expression?: string[] }[]).map(({ expression }) => expression?.[0]),
]

describe('a Consent over FHIR', () => {
  let world: FhirWorld
  beforeAll(async () => {
    world = await openFhirWorld()
  })
  afterAll(() => world.product.close())

  /** `discloser` would tell `receiver`. */
  const between = (patientId: string, discloser: string, receiver: string) => {
    const usual = consent(patientId, receiver)
    return { ...usual, organization: [organization(discloser)] }
  }

  it('is not the recipient’s to give, nor a stranger’s: it opens nothing', async () => {
    const { person, request } = await world.referred()
    await allSayYes(world.product.url, request.id, person.id)
    for (const receiver of [hospital, westside]) {
      const refused = await world.client.create(between(person.id, harborPeers, receiver))
      assert.deepEqual(faultsOf(refused), [422, 'Consent.organization[0]'])
    }
    const both = consent(person.id, hospital)
    const mixed = [organization(hospital), organization(harborPeers)]
    assert.deepEqual(faultsOf(await world.client.create({ ...both, organization: mixed })), [
      422,
      'Consent.organization[1]',
    ])
    assert.deepEqual(idsOf(await world.client.search(`CareTeam?patient=${person.id}`)), [])
    const theirs = await session(world.product.url, `person-${person.id}`)
    const { consents } = await until(async () => theirs.call('listConsents', {}))
    assert.deepEqual(
      consents.map(({ organizationName }) => organizationName),
      ['Harbor Peers'],
    )
  })

  it('is the person’s to give, as their page offers it: then what the programme holds is read', async () => {
    const { person, request } = await world.referred()
    await allSayYes(world.product.url, request.id, person.id)
    const theirs = await session(world.product.url, `person-${person.id}`)
    const { sharing } = await theirs.call('listConsents', {})
    const line = sharing.find(({ organizationId }) => organizationId === hospital)
    assert.deepEqual([line?.part2, line?.offered.includes('substance-use')], [true, true])
    await theirs.call('grantConsent', {
      body: {
        organizationId: hospital,
        categories: line?.offered ?? [],
        until: '2099-12-31',
        textVersion: 'part2-consent-1',
        signedName: 'Robin Rivera',
      },
    })
    await until(async () => {
      const found = await world.client.search(`CareTeam?patient=${person.id}`)
      return idsOf(found).length === 1 ? true : undefined
    })
  })

  it('names organizations that there are', async () => {
    const { id } = await world.newPatient()
    const unknown = '0190a000-0000-7000-8000-00000000ffff'
    assert.deepEqual(faultsOf(await world.client.create(consent(id, unknown))), [
      422,
      'Consent.provision.actor[0].reference',
    ])
    assert.deepEqual(faultsOf(await world.client.create(between(id, unknown, harborPeers))), [
      422,
      'Consent.organization[0]',
      'Consent.organization[0]',
    ])
  })

  it('is kept as it was signed: the day, and the last day, in the offset that was written', async () => {
    const { id } = await world.newPatient()
    const usual = consent(id)
    const { status, body } = await world.client.create({
      ...usual,
      dateTime: '2026-11-01T22:00:00-05:00',
      provision: { ...usual.provision, period: { end: '2029-12-31T23:00:00-08:00' } },
    })
    const { period } = body['provision'] as { period: { end: string } }
    assert.deepEqual([status, body['dateTime'], period.end], [201, '2026-11-01', '2029-12-31'])
  })

  it('is refused with a limit that would not be kept to, and recorded nowhere', async () => {
    const { id } = await world.newPatient()
    const usual = consent(id)
    const limited = { ...usual, provision: { ...usual.provision, provision: [{ type: 'deny' }] } }
    assert.deepEqual(faultsOf(await world.client.create(limited)), [
      422,
      'Consent.provision.provision',
    ])
    assert.deepEqual(idsOf(await world.client.search(`Consent?patient=${id}`)), [])
  })
})
