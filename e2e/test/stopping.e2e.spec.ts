import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { afterAll, beforeAll, describe, it } from '@jest/globals'
import { clientToken, startProduct, type Product } from '@careloom/e2e'

describe('the product while it stops', () => {
  let product: Product
  let token: string
  beforeAll(async () => {
    product = await startProduct()
    token = await clientToken(product.url)
  })
  afterAll(() => product.close())

  /** How a request on a kept-alive connection ended: its status, or the code of what went wrong. */
  const post = (agent: Agent, n: number): Promise<number | string> =>
    new Promise((resolve) => {
      const body = JSON.stringify({
        resourceType: 'Patient',
        name: [{ family: 'Stop', given: ['Robin'] }],
        identifier: [{ system: 'urn:stopping', value: String(n) }],
      })
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/fhir+json',
        'content-length': Buffer.byteLength(body),
      }
      const sent = request(
        {
          port: product.port,
          host: '127.0.0.1',
          path: '/fhir/Patient',
          method: 'POST',
          agent,
          headers,
        },
        (response) => {
          response.resume()
          response.on('end', () => resolve(response.statusCode ?? 0))
          response.on('error', (error) => resolve(error.message))
        },
      )
      sent.on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
      sent.end(body)
    })

  it('cuts nobody off, lets live updates go, and has kept what it acknowledged', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 16 })
    const outcomes: (number | string)[] = []
    let isStopping = false
    let n = 0
    const clients = Array.from({ length: 16 }, async () => {
      for (;;) {
        const outcome = await post(agent, n++)
        outcomes.push(outcome)
        if (outcome === 'ECONNREFUSED') return
        if (typeof outcome === 'string') throw new Error(`${outcome}, stopping: ${isStopping}`)
      }
    })
    const updates = await fetch(`${product.url}/api/updates`, {
      headers: { authorization: `Bearer ${token}` },
    })
    while (outcomes.length < 100) await new Promise((resolve) => setImmediate(resolve))
    isStopping = true
    const stopped = product.close()
    await Promise.all(clients)
    await updates.body?.cancel().catch(() => undefined)
    await stopped
    assert.deepEqual([...new Set(outcomes)].sort(), [201, 'ECONNREFUSED'])
    agent.destroy()
  })
})
