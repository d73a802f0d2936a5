import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { describe, it } from '@jest/globals'
import type { Request, Response } from 'express'
import type { Authenticate, Authenticated } from '../auth/authenticate.ts'
import { whileAccepted } from './while-accepted.ts'

const known: Authenticated = {
  ok: true,
  actor: { id: 'u1', roles: new Set(), organization: undefined },
  until: 0,
}

/** An answer that goes on, for a token of which is said in turn what is given. */
async function lookedAt(...says: readonly (Authenticated | Error)[]) {
  const left = [...says]
  const response = Object.assign(new EventEmitter(), { end: () => response.emit('close') })
  const authenticate: Authenticate = async (authorization) => {
    assert.equal(authorization, 'Bearer x')
    const said = left.shift() ?? assert.fail('asked after the end')
    if (said instanceof Error) throw said
    return said
  }
  const request = { headers: { authorization: 'Bearer x' } }
  const closed = once(response, 'close')
  whileAccepted(request as Request, response as unknown as Response, authenticate, 1)
  await closed
  return left.length
}

describe('an answer that goes on', () => {
  it('ends when its token is not accepted any more', async () => {
    assert.equal(await lookedAt(known, known, { ok: false, reason: 'revoked' }), 0)
  })
  it('goes on while nobody can be asked', async () => {
    assert.equal(await lookedAt(new Error('away'), known, { ok: false }), 0)
  })
})
