import { describe, it } from '@jest/globals'
import assert from 'node:assert/strict'
import { loginAttempts } from './login-attempts.ts'

describe('login attempts', () => {
  it('close a key after ten failures and open it five minutes after the first', () => {
    let at = 1_000_000
    const attempts = loginAttempts(() => at)
    for (let i = 0; i < 9; i++) attempts.failed('peer')
    assert.equal(attempts.waitSeconds('peer'), 0)
    attempts.failed('peer')
    assert.equal(attempts.waitSeconds('peer'), 300)
    assert.equal(attempts.waitSeconds('person'), 0)
    at += 300_000
    assert.equal(attempts.waitSeconds('peer'), 0)
  })

  it('are forgotten after a success', () => {
    const attempts = loginAttempts(() => 0)
    for (let i = 0; i < 10; i++) attempts.failed('peer')
    attempts.succeeded('peer')
    assert.equal(attempts.waitSeconds('peer'), 0)
  })
})
