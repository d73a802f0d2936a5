import assert from 'node:assert/strict'
import { describe, it } from '@jest/globals'
import { allows, mayHold, type Letter, type ScopedActor } from './scopes.ts'
import { resourceTypes, type ResourceType } from '../domain/resource.ts'

const system = { roles: new Set(['system'] as const) }
const user = { roles: new Set(['clinician'] as const) }
const launched = { ...user, launchedFor: 'p1' }
const person = { roles: new Set(['person'] as const), personId: 'p1' }

const table: readonly (readonly [
  actor: Omit<ScopedActor, 'scopes'>,
  scopes: readonly string[] | undefined,
  type: ResourceType,
  letter: Letter,
  allowed: boolean,
])[] = [
  // No scope, no resource.
  [user, undefined, 'Patient', 'r', false],
  [person, ['openid', 'profile'], 'Patient', 'r', false],
  [system, [], 'Patient', 'r', false],
  [system, ['system/*.cruds'], 'Task', 'u', true],
  [system, ['system/Task.rs'], 'Task', 's', true],
  [system, ['system/Task.rs'], 'Task', 'u', false],
  [system, ['system/Task.rs'], 'Patient', 'r', false],
  [system, ['system/Task.r', 'system/Task.u'], 'Task', 'u', true],
  // Each level is for those it names.
  [user, ['system/*.cruds'], 'Task', 'r', false],
  [system, ['user/*.cruds'], 'Task', 'r', false],
  [system, ['patient/*.rs'], 'Task', 'r', false],
  [user, ['user/Task.rs'], 'Task', 'r', true],
  [user, ['patient/*.rs'], 'CareTeam', 'r', false],
  [launched, ['patient/*.rs'], 'CareTeam', 'r', true],
  [person, ['patient/*.rs'], 'CareTeam', 'r', true],
  // Letters out of order, SMART v1, fine-grained, other levels and lookalikes are no scopes of ours.
  [system, ['system/Task.sr'], 'Task', 'r', false],
  [system, ['system/*.read'], 'Task', 'r', false],
  [system, ['system/*.*'], 'Task', 'r', false],
  [system, ['system/Observation.rs?category=survey'], 'Observation', 'r', false],
  [system, ['launch/Task.rs'], 'Task', 'r', false],
  [system, ['xsystem/Task.rs'], 'Task', 'r', false],
  [system, ['system/Task.'], 'Task', 'r', false],
  [system, ['system/task.rs'], 'Task', 'r', false],
]

describe('scopes', () => {
  for (const [actor, scopes, type, letter, allowed] of table)
    it(`${scopes?.join(' ') ?? 'that are not there'} of a ${[...actor.roles].join()} ${allowed ? 'allow' : 'do not allow'} ${type}.${letter}`, () =>
      assert.equal(allows({ ...actor, scopes }, type, letter), allowed))
  it('for everything allow every type', () =>
    assert.ok(
      resourceTypes.every((type) => allows({ ...system, scopes: ['system/*.cruds'] }, type, 'r')),
    ))
  it('to read or to search let an answer hold a type, those to write do not', () => {
    const holds = (scope: string) => mayHold({ ...system, scopes: [scope] }, 'Patient')
    assert.deepEqual(
      ['system/Patient.r', 'system/Patient.s', 'system/Patient.cu', 'system/Task.rs'].map(holds),
      [true, true, false, false],
    )
  })
})
