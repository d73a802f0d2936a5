import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { allows, type Letter } from './scopes.ts'
import { resourceTypes, type ResourceType } from '../domain/resource.ts'

const table: readonly (readonly [
  scopes: readonly string[] | undefined,
  type: ResourceType,
  letter: Letter,
  allowed: boolean,
])[] = [
  [undefined, 'Patient', 'c', true],
  [[], 'Patient', 'r', false],
  [['system/*.cruds'], 'Task', 'u', true],
  [['system/Task.rs'], 'Task', 's', true],
  [['system/Task.rs'], 'Task', 'u', false],
  [['system/Task.rs'], 'Patient', 'r', false],
  [['user/Task.r', 'system/Task.u'], 'Task', 'u', true],
  [['patient/*.rs'], 'CareTeam', 'r', true],
  // Letters out of order, SMART v1, fine-grained, other levels and lookalikes are no scopes of ours.
  [['system/Task.sr'], 'Task', 'r', false],
  [['system/*.read'], 'Task', 'r', false],
  [['system/*.*'], 'Task', 'r', false],
  [['system/Observation.rs?category=survey'], 'Observation', 'r', false],
  [['launch/Task.rs'], 'Task', 'r', false],
  [['xsystem/Task.rs'], 'Task', 'r', false],
  [['system/Task.'], 'Task', 'r', false],
  [['system/task.rs'], 'Task', 'r', false],
]

describe('scopes', () => {
  for (const [scopes, type, letter, allowed] of table)
    it(`${scopes?.join(' ') ?? 'of a user of our own app'} ${allowed ? 'allow' : 'do not allow'} ${type}.${letter}`, () =>
      assert.equal(allows(scopes, type, letter), allowed))
  it('for everything allow every type', () =>
    assert.ok(resourceTypes.every((type) => allows(['system/*.cruds'], type, 'r'))))
})
