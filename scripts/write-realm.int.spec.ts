import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { scratchFolder } from '../packages/testing/src/scratch-log.ts'
import { withContext } from '../packages/testing/src/with-context.ts'
import { hospitalClient } from '../sandbox/src/identity/clients.ts'
import { sandboxUsers } from '../sandbox/src/identity/users.ts'

type Realm = {
  readonly realm: string
  readonly users: readonly { readonly id: string; readonly username: string }[]
}

const written = (...told: readonly string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'write-realm.ts'), ...told], {
    encoding: 'utf8',
  })
const realmIn = (file: string): Realm => JSON.parse(readFileSync(file, 'utf8')) as Realm

describe('the realm that is written', () => {
  it(
    'has the people of the sandbox where they are asked for, and nobody else',
    withContext(async (t) => {
      const file = join(scratchFolder(t), 'realm.json')
      assert.equal(written(file, '--with-people').status, 0)
      const { realm, users } = realmIn(file)
      const ids = [...sandboxUsers.map(({ id }) => id), hospitalClient.clientId]
      assert.deepEqual([realm, users.map(({ id }) => id).sort()], ['careloom', ids.sort()])
      assert.equal(written(file).status, 0)
      assert.deepEqual(
        realmIn(file).users.map(({ username }) => username),
        ['service-account-hospital'],
      )
    }),
  )
  it(
    'names what Keycloak has to be told before it imports it',
    withContext(async (t) => {
      const file = join(scratchFolder(t), 'realm.json')
      const { stdout } = written(file, '--with-people')
      const named = readFileSync(file, 'utf8').match(/(?<=\$\{)CARELOOM_\w+(?=\})/g) ?? []
      const told = stdout.trimEnd().split('\n').at(-1)?.split(' ')
      assert.ok(named.length > 0)
      assert.deepEqual(new Set(told), new Set(named))
    }),
  )
  it(
    'is written nowhere where it is not said where, or more than that',
    withContext(async (t) => {
      const folder = scratchFolder(t)
      assert.equal(written().status, 2)
      const two = ['one', 'two'].map((name) => join(folder, name))
      assert.deepEqual([written(...two).status, two.some(existsSync)], [2, false])
    }),
  )
})
