import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { missingEngines } from '@careloom/testing/engines'
import { buildServer } from './build-server.ts'
import { buildWeb } from './build-web.ts'

// `npm test [-- WORD …]`: every spec of the workspace, or those whose path holds a word; `-- --unit`, `--int`, `--e2e` for
// those of one kind; `-- --coverage` holds what ran against the floors. Needs no container; builds the web app and
// the bundle if their sources changed. `npm run test:engines` runs the specs that need real engines, and fails where one is
// missing; those that take a whole machine (`*.alone.spec.ts`) come after the others, one by one. `-- --again` runs files that failed once more, alone, and names them: what fails only beside others on a busy machine
// is to be mended, and holds nobody up. The last line counts.
const root = join(import.meta.dirname, '..')
const kinds = ['unit', 'int', 'e2e', 'engines']
const wanted = process.argv.slice(2)
const named = kinds.filter((kind) => wanted.includes(`--${kind}`))
const chosen = named.length === 0 ? kinds.filter((kind) => kind !== 'engines') : named
/** What runs with the engines, and not beside anything. */
const heavy = chosen.includes('engines') ? ['alone'] : []
const words = wanted.filter((each) => !each.startsWith('--'))
const coverage = wanted.includes('--coverage')
  ? mkdtempSync(join(tmpdir(), 'careloom-coverage-'))
  : undefined

const scratch = mkdtempSync(join(tmpdir(), 'careloom-tests-'))
/** What the reporter says at the end. */
const outcomeFile = join(scratch, 'outcome.json')

/** What of the house only a real engine runs. */
const engineRooms = 'packages/{mongodb,kafka,cluster,postgresql,testing/src/engines}/**'

/** What of a room must have run, in per cent: a line that no test reaches says nothing of whether it is right. */
const floors = chosen.includes('engines')
  ? [{ of: 'packages/{mongodb,kafka,cluster}/src', lines: 85, branches: 80, not: [] }]
  : [
      { of: 'services/*/src/domain', lines: 97, branches: 92, not: [] },
      { of: 'packages/*/src', lines: 94, branches: 90, not: [engineRooms] },
    ]

if (chosen.includes('engines')) await refuseWithoutEngines()
if (chosen.includes('e2e')) await buildServer(root)
if (chosen.includes('e2e') || chosen.includes('engines')) await buildWeb(root)
const passed = (await tests()) || (wanted.includes('--again') && (await again()))
const holds = coverage === undefined || (await holdsFloors(coverage))
rmSync(scratch, { recursive: true })
process.exit(passed && holds ? 0 : 1)

/** Beside each other; and those that take a whole machine after them, one by one. */
function tests(): Promise<boolean> {
  if (words.length > 0) return jest([...chosen, ...heavy], ['--testPathPatterns', ...words])
  return heavy.length === 0 ? jest(chosen) : oneAfterTheOther()
}

async function oneAfterTheOther(): Promise<boolean> {
  const passed = await jest(chosen)
  const first = outcome()
  const passedToo = await jest(heavy, ['--maxWorkers', '1'])
  const then = outcome()
  const both = {
    passed: first.passed + then.passed,
    failed: first.failed + then.failed,
    files: [...first.files, ...then.files],
  }
  writeFileSync(outcomeFile, JSON.stringify(both))
  process.stdout.write(`\nTogether:\n${both.passed} passed, ${both.failed} failed\n`)
  return passed && passedToo
}

function jest(projects: readonly string[], which: readonly string[] = []): Promise<boolean> {
  // A run that does not come to its end says nothing: what was said before is not its own.
  rmSync(outcomeFile, { force: true })
  return run('node_modules/jest/bin/jest.js', ['--selectProjects', ...projects, ...which], {
    // What is tested is what is served: jest would name the environment `test`, and the web app would be another.
    NODE_ENV: 'production',
    NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
    CARELOOM_OUTCOME: outcomeFile,
    ...(coverage === undefined ? {} : { NODE_V8_COVERAGE: coverage }),
  })
}

/** Where many files fail, it is not the machine. */
async function again(): Promise<boolean> {
  const first = outcome()
  if (first.files.length === 0 || first.files.length > 5) return false
  const paths = first.files.map(({ path }) => path)
  const names = paths.map((path) => relative(root, path))
  process.stdout.write(`\nOnce more, alone: ${names.join(', ')}\n`)
  const passed = await jest(
    [...chosen, ...heavy],
    ['--maxWorkers', '1', '--runTestsByPath', ...paths],
  )
  const { failed } = outcome()
  process.stdout.write(
    `\n${passed ? 'Passed' : 'Failed'} at the second try: ${names.join(', ')}\n` +
      `${first.passed + first.failed - failed} passed, ${failed} failed\n`,
  )
  return passed
}

type Outcome = {
  readonly passed: number
  readonly failed: number
  readonly files: readonly { readonly path: string }[]
}

/** A run that does not come to its end has failed. */
function outcome(): Outcome {
  if (!existsSync(outcomeFile)) return { passed: 0, failed: 1, files: [] }
  return JSON.parse(readFileSync(outcomeFile, 'utf8')) as Outcome
}

async function refuseWithoutEngines(): Promise<void> {
  const missing = await missingEngines()
  if (missing.length === 0) return
  for (const what of missing) process.stderr.write(`${what}\n`)
  process.stderr.write('\n0 passed, 1 failed\n')
  process.exit(1)
}

async function holdsFloors(folder: string): Promise<boolean> {
  let holds = true
  for (const { of, lines, branches, not } of floors) {
    process.stdout.write(
      `\nCoverage of ${of}: at least ${lines} % of lines, ${branches} % of branches\n`,
    )
    const args =
      `report --check-coverage --functions 0 --statements 0 --lines ${lines} --branches ${branches}` +
      ` --reporter text-summary --include ${of}/**/*.ts --temp-directory ${folder}` +
      ['**/*.spec.ts', ...not].map((each) => ` --exclude ${each}`).join('')
    holds = (await run('node_modules/c8/bin/c8.js', args.split(' '))) && holds
  }
  rmSync(folder, { recursive: true })
  return holds
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return new Promise<boolean>((resolve) => {
    const child = spawn(process.execPath, [join(root, program), ...args], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    })
    child.on('exit', (status) => resolve(status === 0))
  })
}
