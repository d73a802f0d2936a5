import express from 'express'
import type { Express } from 'express'

/** What a test lets Careloom answer to the hospital: a body per `METHOD Type`, and what was sent to it. */
type CareloomStub = {
  answers: Map<string, { status: number; body: object }>
  readonly received: {
    method: string
    url: string
    headers: Record<string, unknown>
    body: unknown
  }[]
}

/** Stands where Careloom's FHIR endpoint would. */
export function stubCareloom(app: Express): CareloomStub {
  const stub: CareloomStub = { answers: new Map(), received: [] }
  app.use('/fhir', express.json({ type: '*/*' }), (request, response) => {
    const type = request.path.split('/')[1] ?? ''
    const { method, url, headers } = request
    stub.received.push({ method, url, headers, body: request.body })
    const { status, body } = stub.answers.get(`${method} ${type}`) ?? {
      status: 200,
      body: { resourceType: 'Bundle' },
    }
    response.status(status).type('application/fhir+json').send(JSON.stringify(body))
  })
  return stub
}

export function bundle(...resources: object[]): { status: number; body: object } {
  const entry = resources.map((resource) => ({ resource, search: { mode: 'match' } }))
  return { status: 200, body: { resourceType: 'Bundle', type: 'searchset', entry } }
}
