import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Answer, Interaction } from '../../app/interaction.ts'
import { interactHandler } from './fhir-service.ts'

const request = {
  actor: {
    id: 'hospital',
    roles: ['system', 'emperor'],
    organization: 'o1',
    scopes: ['system/*.rs'],
  },
  method: 'GET',
  path: 'Patient/p1',
  query: '',
  body: '',
  requestId: 'r1',
}
const metadata = { actor: 'hospital', causationId: 'c1' }

async function asked(answer: Answer) {
  const heard: Interaction[] = []
  const handle = interactHandler((interaction) => {
    heard.push(interaction)
    return Promise.resolve(answer)
  })
  return { response: await handle(request, { metadata }), interaction: heard[0] }
}

describe('one interaction over the wire', () => {
  it('has an actor with the roles that there are', async () => {
    const { interaction } = await asked({ status: 200 })
    assert.deepEqual([...(interaction?.actor.roles ?? [])], ['system'])
    assert.deepEqual(interaction?.actor.scopes, ['system/*.rs'])
    assert.deepEqual(interaction?.metadata, metadata)
  })
  it('ends when its caller waits no more', async () => {
    assert.equal((await asked({ status: 200 })).interaction?.signal?.aborted, false)
  })
  it('is answered with text, and with none where there is no body', async () => {
    assert.equal((await asked({ status: 304 })).response.body, '')
    const { response } = await asked({ status: 200, body: { a: 1 }, etag: 'W/"1"' })
    assert.deepEqual([response.body, response.etag], ['{"a":1}', 'W/"1"'])
  })
})
