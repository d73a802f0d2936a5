import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { FhirProblem } from '../../domain/outcome.ts'
import { boundedQuery } from './bounds.ts'

function statusOf(text: string): number | undefined {
  try {
    boundedQuery(text)
  } catch (error) {
    if (error instanceof FhirProblem) return error.status
  }
  return undefined
}
const many = (count: number, each: string, between: string) =>
  Array.from({ length: count }, () => each).join(between)

describe('a query', () => {
  it('may have a hundred parameters', () => {
    assert.equal(statusOf(many(100, 'code=a', '&')), undefined)
    assert.equal(statusOf(many(101, 'code=a', '&')), 400)
  })
  it('may ask for two hundred values, however they are parted', () => {
    assert.equal(statusOf(`_id=${many(200, 'a', ',')}`), undefined)
    assert.equal(statusOf(`_id=${many(201, 'a', ',')}`), 400)
    assert.equal(statusOf(`_id=${many(201, 'a', '%2C')}`), 400)
    assert.equal(statusOf(many(2, `_id=${many(101, 'a', ',')}`, '&')), 400)
  })
  it('may hold 64 kB', () => {
    assert.equal(statusOf(`name=${'a'.repeat(64 * 1024 - 5)}`), undefined)
    assert.equal(statusOf(`name=${'a'.repeat(64 * 1024 - 4)}`), 414)
    assert.equal(statusOf(`name=${'é'.repeat(32 * 1024)}`), 414)
  })
})
