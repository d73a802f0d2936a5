import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, it } from '@jest/globals'
import { impurities } from './check-purity.ts'

const root = join(import.meta.dirname, '..')
const scratch = mkdtempSync(join(tmpdir(), 'careloom-borders-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** A small house that keeps every rule. */
const clean: Readonly<Record<string, string>> = {
  'package.json': '{"name":"scratch","type":"module"}',
  'tsconfig.json':
    '{"compilerOptions":{"module":"nodenext","target":"es2024","allowImportingTsExtensions":true,"noEmit":true}}',
  'packages/event-sourcing/src/index.ts': 'export const accept = 1\n',
  'packages/event-sourcing/src/sqlite/index.ts': 'export const sqlite = 1\n',
  'packages/access/src/index.ts': 'export const decide = 1\n',
  'packages/testing/src/index.ts': 'export const specFor = 1\n',
  'services/a/src/domain/a.ts':
    "import { accept } from '../../../../packages/event-sourcing/src/index.ts'\nexport const a = accept\n",
  'services/a/src/app/commands.ts':
    "import { a } from '../domain/a.ts'\nexport const commands = a\n",
  'services/a/src/adapters/rpc/rpc.ts':
    "import { commands } from '../../app/commands.ts'\nexport const rpc = commands\n",
  'services/a/src/adapters/bus/bus.ts': 'export const bus = 1\n',
  'services/b/src/domain/b.ts': 'export const b = 1\n',
  'services/b/src/main.ts': "import { b } from './domain/b.ts'\nconsole.log(b)\n",
  'gateway/src/gateway.ts': 'export const gateway = 1\n',
  'gateway/src/web-api/person/index.ts': 'export const person = 1\n',
  'web/src/app/router.tsx':
    "import { home } from '../desks/person/index.ts'\nexport const router = home\n",
  'web/src/desks/person/index.ts': 'export const home = 1\n',
  'web/src/stories/fixtures.ts': 'export const fixtures = 1\n',
  'sandbox/src/index.ts': 'export const sandbox = 1\n',
  'proto/src/a.ts': 'export const topic = 1\n',
  'services/fhir-adapter/src/app/resources/task.ts':
    "import { topic } from '../../../../../proto/src/a.ts'\nexport const task = topic\n",
}

/** One forbidden import per rule. */
const forbidden: readonly (readonly [rule: string, file: string, source: string])[] = [
  [
    'a-desk-of-the-gateway-knows-no-other',
    'gateway/src/web-api/peer/index.ts',
    "import { person } from '../person/index.ts'\nexport const peer = person\n",
  ],
  [
    'a-desk-of-the-web-app-knows-no-other',
    'web/src/desks/peer/index.ts',
    "import { home } from '../person/index.ts'\nexport const today = home\n",
  ],
  [
    'pieces-know-no-desk',
    'web/src/pieces/sheet.tsx',
    "import { home } from '../desks/person/index.ts'\nexport const sheet = home\n",
  ],
  [
    'the-web-app-knows-only-the-web-api',
    'web/src/app/store.ts',
    "import { accept } from '../../../packages/event-sourcing/src/index.ts'\nexport const store = accept\n",
  ],
  [
    'no-story-in-the-app',
    'web/src/app/example.ts',
    "import { fixtures } from '../stories/fixtures.ts'\nexport const example = fixtures\n",
  ],
  [
    'no-cycles',
    'services/a/src/app/one.ts',
    "import { two } from './two.ts'\nexport const one = two\n",
  ],
  [
    'domain-is-pure',
    'services/a/src/domain/impure.ts',
    "import { readFileSync } from 'node:fs'\nexport const impure = readFileSync\n",
  ],
  [
    'access-is-decided-purely',
    'packages/access/src/open.ts',
    "import { sqlite } from '../../event-sourcing/src/sqlite/index.ts'\nexport const open = sqlite\n",
  ],
  [
    'app-follows-the-wire-only-where-that-is-its-work',
    'services/a/src/app/follows.ts',
    "import { topic } from '../../../../proto/src/a.ts'\nexport const follows = topic\n",
  ],
  [
    'app-knows-no-adapter',
    'services/a/src/app/knows.ts',
    "import { bus } from '../adapters/bus/bus.ts'\nexport const knows = bus\n",
  ],
  [
    'app-uses-no-node-builtin',
    'services/a/src/app/builtin.ts',
    "import { join } from 'node:path'\nexport const builtin = join\n",
  ],
  [
    'app-uses-no-third-party',
    'services/a/src/app/third.ts',
    "import { z } from 'zod'\nexport const third = z\n",
  ],
  [
    'only-declared-dependencies',
    'services/a/src/adapters/rpc/undeclared.ts',
    "import { z } from 'zod'\nexport const undeclared = z\n",
  ],
  [
    'services-do-not-import-services',
    'services/a/src/adapters/rpc/other.ts',
    "import { b } from '../../../../b/src/domain/b.ts'\nexport const other = b\n",
  ],
  [
    'the-gateway-knows-no-service',
    'gateway/src/knows.ts',
    "import { b } from '../../services/b/src/domain/b.ts'\nexport const knows = b\n",
  ],
  [
    'a-process-holds-its-service-and-what-its-door-needs',
    'services/a/src/main.ts',
    "import { b } from '../../b/src/domain/b.ts'\nconsole.log(b)\n",
  ],
  [
    'nobody-imports-where-a-process-begins',
    'services/b/src/app/begins.ts',
    "import '../main.ts'\n",
  ],
  [
    'packages-know-no-service',
    'packages/event-sourcing/src/knows.ts',
    "import { b } from '../../../services/b/src/domain/b.ts'\nexport const knows = b\n",
  ],
  [
    'adapters-do-not-import-each-other',
    'services/a/src/adapters/rpc/neighbour.ts',
    "import { bus } from '../bus/bus.ts'\nexport const neighbour = bus\n",
  ],
  [
    'the-sandbox-knows-only-the-network',
    'sandbox/src/inside.ts',
    "import { gateway } from '../../gateway/src/gateway.ts'\nexport const inside = gateway\n",
  ],
  [
    'test-code-stays-in-tests',
    'services/a/src/app/testing.ts',
    "import { specFor } from '../../../../packages/testing/src/index.ts'\nexport const testing = specFor\n",
  ],
  [
    'no-unresolvable',
    'services/a/src/app/missing.ts',
    "import { nothing } from './nowhere.ts'\nexport const missing = nothing\n",
  ],
]

type Cruise = {
  summary: { violations: { rule: { name: string }; from: string }[]; totalCruised: number }
}

describe('the borders of the house', () => {
  it('finds modules, and nothing wrong, in a house that keeps them', () => {
    const { summary } = cruise(house('clean', clean))
    assert.ok(summary.totalCruised > 5)
    assert.deepEqual(summary.violations, [])
  })

  it('has a failing example for every rule', () => {
    const files = Object.fromEntries(forbidden.map(([, file, source]) => [file, source]))
    const dir = house('broken', {
      ...clean,
      ...files,
      'services/a/src/app/two.ts': "import { one } from './one.ts'\nexport const two = one\n",
    })
    symlinkSync(join(root, 'packages/web-api/node_modules'), join(dir, 'node_modules'))
    const { violations } = cruise(dir).summary
    for (const [rule, file] of forbidden)
      assert.ok(
        violations.some((each) => each.rule.name === rule && each.from === file),
        `${rule} does not fire for ${file}`,
      )
  })

  it('finds a clock taken from the air and an environment read anywhere', () => {
    const dir = house('impure', {
      'services/a/src/domain/clock.ts': 'export const now = () => Date.now()\n',
      'services/a/src/app/env.ts': "export const home = process.env['HOME']\n",
      'services/a/src/domain/absent.ts': 'export type Until = string | null\n',
      'services/a/src/app/projections/rows.ts': 'export type Change = string | null\n',
    })
    assert.deepEqual(
      impurities(dir).violations.map(({ file }) => file),
      [
        'services/a/src/domain/clock.ts',
        'services/a/src/domain/absent.ts',
        'services/a/src/app/env.ts',
      ],
    )
  })

  it('finds a type said by hand in a service, but not in its specs', () => {
    const source = 'export const said = (value: unknown) => value as string\n'
    const dir = house('said-by-hand', {
      'services/a/src/domain/said.ts': source,
      'services/a/src/domain/said.spec.ts': source,
      'services/a/src/domain/fixed.ts': "export const fixed = ['a'] as const\n",
    })
    cpSync(join(root, '.oxlintrc.json'), join(dir, '.oxlintrc.json'))
    assert.deepEqual(saidByHand(dir), ['services/a/src/domain/said.ts'])
  })

  it('finds the real house pure, having looked at it', () => {
    const { violations, files } = impurities(root)
    assert.deepEqual(violations, [])
    assert.ok(files > 50)
  })
})

function house(name: string, files: Readonly<Record<string, string>>): string {
  const dir = join(scratch, name)
  for (const [file, source] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, file)), { recursive: true })
    writeFileSync(join(dir, file), source)
  }
  cpSync(join(root, '.dependency-cruiser.cjs'), join(dir, '.dependency-cruiser.cjs'))
  return dir
}

/** The files in which the linter finds a type assertion. */
function saidByHand(cwd: string): string[] {
  const bin = join(root, 'node_modules/.bin/oxlint')
  const done = spawnSync(bin, ['--format', 'json', 'services'], { cwd, encoding: 'utf8' })
  const { diagnostics } = JSON.parse(done.stdout) as {
    diagnostics: { code: string; filename: string }[]
  }
  return diagnostics
    .filter(({ code }) => code.includes('consistent-type-assertions'))
    .map(({ filename }) => filename)
}

function cruise(cwd: string): Cruise {
  const bin = join(root, 'node_modules/.bin/depcruise')
  const done = spawnSync(
    bin,
    ['packages', 'services', 'gateway', 'sandbox', 'web', '--output-type', 'json'],
    { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  )
  return JSON.parse(done.stdout) as Cruise
}
