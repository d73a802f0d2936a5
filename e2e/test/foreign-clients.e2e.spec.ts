import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { Client } from 'fhir-kit-client'
import fhirclient from 'fhirclient'
import {
  clientToken,
  startProduct,
  until,
  type Bundle,
  type Product,
  type Resource,
} from '@careloom/e2e'
import {
  allSayYes,
  letHospitalSee,
  condition,
  consent,
  newIdentifier,
  patient,
  serviceRequest,
} from './resources.ts'

/** What an integrator does, in the words of a library that knows nothing of us. */
type Integrator = {
  create(resource: { resourceType: string }, ifNoneExist?: string): Promise<Resource>
  read(type: string, id: string): Promise<Resource>
  search(query: string): Promise<Bundle>
  next(bundle: Bundle): Promise<Bundle | undefined>
  /** The HTTP status with which a create is refused. */
  refused(resource: { resourceType: string }): Promise<number | undefined>
}

const statusOf = (error: unknown): number | undefined => {
  const { response, status } = error as { response?: { status?: number }; status?: number }
  return response?.status ?? status
}

function fhirKit(base: string, token: string): Integrator {
  const client = new Client({ baseUrl: `${base}/fhir`, bearerToken: token })
  const create: Integrator['create'] = async (body, ifNoneExist) => {
    const options = ifNoneExist === undefined ? {} : { headers: { 'If-None-Exist': ifNoneExist } }
    return (await client.create({
      resourceType: body.resourceType,
      body: body as never,
      options,
    })) as unknown as Resource
  }
  return {
    create,
    read: async (resourceType, id) =>
      (await client.read({ resourceType, id })) as unknown as Resource,
    async search(query) {
      const [resourceType = '', parameters = ''] = query.split('?')
      return (await client.resourceSearch({
        resourceType,
        searchParams: Object.fromEntries(new URLSearchParams(parameters)),
      })) as unknown as Bundle
    },
    next: async (bundle) =>
      bundle.link?.some(({ relation }) => relation === 'next') === true
        ? ((await client.nextPage({ bundle: bundle as never })) as unknown as Bundle)
        : undefined,
    refused: (body) => create(body).then(() => undefined, statusOf),
  }
}

function smartClient(base: string, token: string): Integrator {
  // In Node the library wants a request and a response for the browser's part of SMART; a backend has neither.
  const [request, response] = [{} as IncomingMessage, {} as ServerResponse]
  const client = fhirclient(request, response).client({
    serverUrl: `${base}/fhir`,
    tokenResponse: { access_token: token },
  })
  const create: Integrator['create'] = async (body, ifNoneExist) => {
    const headers = {
      'content-type': 'application/json',
      ...(ifNoneExist === undefined ? {} : { 'if-none-exist': ifNoneExist }),
    }
    return (await client.request({
      url: body.resourceType,
      method: 'POST',
      body: JSON.stringify(body),
      headers,
    })) as Resource
  }
  return {
    create,
    read: async (type, id) => (await client.request(`${type}/${id}`)) as Resource,
    search: async (query) => (await client.request(query)) as Bundle,
    async next(bundle) {
      const url = bundle.link?.find(({ relation }) => relation === 'next')?.url
      return url === undefined ? undefined : ((await client.request(url)) as Bundle)
    },
    refused: (body) => create(body).then(() => undefined, statusOf),
  }
}

const resources = (bundle: Bundle, type: string) =>
  (bundle.entry ?? [])
    .map(({ resource }) => resource)
    .filter(({ resourceType }) => resourceType === type)

describe('foreign clients do the integrator’s part unchanged', () => {
  let product: Product
  let token: string
  beforeAll(async () => {
    product = await startProduct()
    token = await clientToken(product.url)
  })
  afterAll(() => product.close())

  for (const [name, make] of [
    ['fhir-kit-client', fhirKit],
    ['fhirclient', smartClient],
  ] as const)
    describe(name, () => {
      let client: Integrator
      let person: Resource
      const identifier = newIdentifier()
      beforeAll(() => {
        client = make(product.url, token)
      })

      it('registers a person once', async () => {
        person = await client.create(patient(identifier), condition(identifier))
        assert.equal(person.resourceType, 'Patient')
        assert.equal(
          (await client.create(patient(identifier), condition(identifier))).id,
          person.id,
        )
        assert.equal((await client.read('Patient', person.id)).id, person.id)
      })

      it('is told with a status why something cannot be', async () => {
        assert.equal(
          await client.refused({ ...serviceRequest(person.id), status: 'completed' } as never),
          422,
        )
        assert.equal(await client.refused(serviceRequest(person.id)), 422)
      })

      it('sends consent and request, follows the task, and reads the peer on the care team', async () => {
        assert.equal((await client.create(consent(person.id)))['status'], 'active')
        const request = await client.create(serviceRequest(person.id))
        const followed = await client.search(
          `Task?focus=ServiceRequest/${request.id}&_include=Task:focus`,
        )
        const [task] = resources(followed, 'Task')
        assert.equal(task?.['status'], 'requested')
        assert.deepEqual(
          resources(followed, 'ServiceRequest').map(({ id }) => id),
          [request.id],
        )
        await allSayYes(product.url, request.id, person.id)
        await letHospitalSee(product.url, person.id)
        const ended = await until(async () => {
          const now = await client.read('Task', task?.id ?? '')
          return now['status'] === 'in-progress' && now['output'] !== undefined ? now : undefined
        })
        assert.ok(ended)
        const found = await client.search(
          `CareTeam?patient=${person.id}&_include=CareTeam:participant`,
        )
        const [team] = resources(found, 'CareTeam')
        const [role] = resources(found, 'PractitionerRole')
        const participants = team?.['participant'] as { member: { reference: string } }[]
        assert.ok(
          participants.some(
            ({ member }) => member.reference === `PractitionerRole/${role?.id ?? ''}`,
          ),
        )
        assert.equal(resources(found, 'Practitioner').length, 1)
        assert.ok(resources(found, 'Organization').length >= 1)
      })

      it('pages through a search, each row once', async () => {
        const family = `Paging${name.length}`
        const made = await Promise.all(
          Array.from({ length: 7 }, () => client.create(patient(newIdentifier(), family))),
        )
        const ids: string[] = []
        for (
          let page: Bundle | undefined = await client.search(`Patient?family=${family}&_count=3`);
          page !== undefined;
          page = await client.next(page)
        ) {
          assert.ok(resources(page, 'Patient').length <= 3)
          ids.push(...resources(page, 'Patient').map(({ id }) => id))
        }
        assert.deepEqual(ids.sort(), made.map(({ id }) => id).sort())
      })
    })
})
