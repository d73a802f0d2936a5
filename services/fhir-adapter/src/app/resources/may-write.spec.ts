import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import type { Interaction } from '../interaction.ts'
import { mayWrite, type WriteNeeds } from './write.ts'

const interaction = { actor: {}, path: 'Consent', requestId: 'r1' } as unknown as Interaction

/** @param known what is decided by at first, and when everything that is recorded is known */
function asked(...known: readonly boolean[]): Promise<void> {
  let i = 0
  const needs = {
    guard: { check: async () => ({ allowed: known[i] === true }) },
    upToDate: async () => void (i += 1),
  } as unknown as WriteNeeds
  return mayWrite('create', 'consent', 'dana', interaction, needs)
}

describe('whether somebody may write', () => {
  it('is refused by nothing less than all that is recorded', () => asked(false, true))
  it('waits for nothing where it is known', () => asked(true, false))
  it('is refused where nothing allows it', () =>
    assert.rejects(asked(false, false), { status: 422 }))
})
