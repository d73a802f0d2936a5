import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { findProgram } from './journey.ts'

const answering = (status: number, body: object) => ({
  read: async () => ({
    status,
    body: { resourceType: 'Bundle', id: 'b', ...body },
    headers: new Headers(),
  }),
})

describe('who looks for a programme', () => {
  it('is told that the door is shut, and not that no programme is open', async () => {
    const issue = [{ severity: 'error', code: 'transient', diagnostics: 'try again' }]
    const busy = answering(503, { resourceType: 'OperationOutcome', issue })
    await assert.rejects(findProgram(busy), /answered 503: try again/)
  })
  it('is told when none is open', async () => {
    await assert.rejects(findProgram(answering(200, {})), /no programme is open/)
  })
})
