import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { fairnessReport } from './fairness.ts'
import type { WaitingPerson } from './fairness.ts'

const people = (count: number, person: Partial<WaitingPerson>): readonly WaitingPerson[] =>
  Array.from({ length: count }, () => ({ waitedDays: 3, proposed: false, ...person }))

describe('fairnessReport', () => {
  it('counts by wait and by group', () => {
    const { byWait, byGroup } = fairnessReport([
      ...people(11, { group: 'es', proposed: true }),
      ...people(11, { group: 'es', waitedDays: 20 }),
      ...people(12, { waitedDays: 20 }),
    ])
    assert.deepEqual(
      byWait.map(({ part, people: count, medianWaitDays }) => [part, count, medianWaitDays]),
      [
        ['from-00-days', 11, 3],
        ['from-14-days', 23, 20],
      ],
    )
    assert.deepEqual(
      byGroup.find(({ part }) => part === 'es'),
      { part: 'es', people: 22, proposed: 11, waitingOn: 11, medianWaitDays: 3 },
    )
  })
  it('shows no cell under eleven, and hides a second one when one alone would be worked out', () => {
    const { byGroup } = fairnessReport([
      ...people(40, { group: 'en' }),
      ...people(20, { group: 'es' }),
      ...people(10, { group: 'pt' }),
    ])
    assert.deepEqual(
      byGroup.map(({ part, people: count }) => [part, count]),
      [
        ['en', 40],
        ['es', undefined],
        ['pt', undefined],
      ],
    )
  })
  it('hides how a group was split when a part of the split is under eleven', () => {
    const [cell] = fairnessReport([
      ...people(20, { proposed: true }),
      ...people(10, { proposed: false }),
    ]).byGroup
    assert.deepEqual([cell?.people, cell?.proposed, cell?.waitingOn], [30, undefined, undefined])
  })
})
