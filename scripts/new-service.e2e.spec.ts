import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from '@jest/globals'
import { scratchFolder } from '../packages/testing/src/scratch-log.ts'
import { withContext } from '../packages/testing/src/with-context.ts'

const root = join(import.meta.dirname, '..')

function ran(folder: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' })
  assert.equal(status, 0, `${command} ${args.join(' ')}\n${stdout}\n${stderr}`)
  return stdout
}

describe('npm run new-service', () => {
  it(
    'makes a service that passes every check and its own specs at once',
    withContext((context) => {
      const house = scratchFolder(context)
      for (const file of ran(root, 'git', 'ls-files').trim().split('\n')) {
        mkdirSync(dirname(join(house, file)), { recursive: true })
        cpSync(join(root, file), join(house, file))
      }
      ran(house, 'git', 'init', '--quiet')
      ran(house, 'npm', 'run', 'new-service', '--', 'peer-groups')
      ran(house, 'npm', 'run', 'check')
      assert.match(
        ran(house, 'npm', 'test', '--', 'services/peer-groups', 'scripts/refusals', 'scripts/docs'),
        /0 failed/,
      )
    }),
    900_000,
  )
})
