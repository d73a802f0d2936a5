import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import { withContext, type TestContext } from '@careloom/testing/with-context'

const root = join(import.meta.dirname, '..')
const message = (fields: string) =>
  `syntax = "proto3";\npackage lamp.v1;\nmessage Lamp {\n${fields}}\n`
const whole = message('  string id = 1;\n  string colour = 2;\n')
const more = message('  string id = 1;\n  string colour = 2;\n  string room = 3;\n')
const less = message('  string id = 1;\n')

/** A repository with messages of its own, and what is done in it. */
function repository(t: TestContext) {
  const around = mkdtempSync(join(tmpdir(), 'careloom-proto-'))
  t.after(() => rmSync(around, { recursive: true, force: true }))
  const folder = join(around, 'repository')
  mkdirSync(join(folder, 'proto/lamp/v1'), { recursive: true })
  cpSync(join(root, 'buf.yaml'), join(folder, 'buf.yaml'))
  const git = (...args: readonly string[]) => {
    const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org']
    const { status, stderr } = spawnSync('git', [...identity, ...args], {
      cwd: folder,
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
  }
  const write = (text: string) => writeFileSync(join(folder, 'proto/lamp/v1/lamp.proto'), text)
  const commit = (text: string) => {
    write(text)
    git('add', '.')
    git('commit', '-qm', 'A step')
  }
  return { around, folder, git, write, commit }
}

function breaking(folder: string) {
  const script = join(root, 'scripts/check-breaking.ts')
  const { status, stdout } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' })
  return { status, said: stdout }
}

describe('the comparison of messages with those of before', () => {
  it(
    'is with the last tag, and finds a field that was removed since',
    withContext(async (t) => {
      const { folder, git, commit } = repository(t)
      git('init', '-qb', 'main')
      commit(whole)
      git('tag', 'v1.0.0')
      commit(more)
      const added = breaking(folder)
      assert.deepEqual([added.status, added.said], [0, 'compared with the last tag, v1.0.0\n'])
      commit(less)
      commit(`${less}\n`)
      const removed = breaking(folder)
      assert.notEqual(removed.status, 0)
      assert.match(removed.said, /the last tag, v1\.0\.0\nproto\/lamp.*"2" with name "colour"/)
    }),
  )
  it(
    'is with where the branch left main while there is no tag, whatever main has got since',
    withContext(async (t) => {
      const { folder, git, commit, write } = repository(t)
      git('init', '-qb', 'main')
      commit(whole)
      git('checkout', '-qb', 'branch')
      commit(`${whole}\n`)
      git('checkout', '-q', 'main')
      commit(more)
      git('checkout', '-q', 'branch')
      const { status, said } = breaking(folder)
      assert.match(said, /^compared with main at [0-9a-f]{9}; there is no tag\n$/)
      assert.equal(status, 0)
      write(less)
      assert.notEqual(breaking(folder).status, 0)
    }),
  )
  it(
    'is with the commit before on main itself',
    withContext(async (t) => {
      const { folder, git, commit } = repository(t)
      git('init', '-qb', 'main')
      commit(whole)
      commit(less)
      const { status, said } = breaking(folder)
      assert.match(said, /^compared with the commit before, /)
      assert.notEqual(status, 0)
    }),
  )
  it(
    'is in a shallow clone with what is there, and says so',
    withContext(async (t) => {
      const { around, folder, git, commit } = repository(t)
      git('init', '-qb', 'main')
      commit(more)
      commit(whole)
      const shallow = join(around, 'shallow')
      git('clone', '-q', '--depth', '1', `file://${folder}`, shallow)
      const { status, said } = breaking(shallow)
      assert.match(said, /what is committed, .*no tag and no earlier commit are in this clone/)
      assert.equal(status, 0)
      writeFileSync(join(shallow, 'proto/lamp/v1/lamp.proto'), less)
      assert.notEqual(breaking(shallow).status, 0)
    }),
  )
  it(
    'is not made where there is no clone, and says so',
    withContext(async (t) => {
      const { folder, write } = repository(t)
      write(whole)
      const { status, said } = breaking(folder)
      assert.deepEqual([status, said], [0, 'not compared: this is no clone of the repository\n'])
    }),
  )
})
