import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Figure, Metric } from './metric.ts'
import { metrics } from './metrics.ts'
import { installPeer } from './peers.ts'
import { startPostgres } from './postgres.ts'
import { judge, page, type Stored } from './report.ts'

// [HAPI_URL=http://127.0.0.1:8090 [HAPI_PIDS=1,2]] [KAFKA=host:port] [MONGODB=mongodb://…] npm run bench [-- NAME …] [--rounds 7] [--seconds 1] [--baseline]:
// measures, compares, writes bench/README.md.
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    baseline: { type: 'boolean' },
  },
})
const compiler = process.env['CC'] ?? 'gcc'
const home = join(import.meta.dirname, '..')
const file = (name: string) => join(home, name)
const rounds = Number(values.rounds ?? 7)
const seconds = values.seconds ?? '1'
const wanted = metrics.filter(
  ({ name }) => positionals.length === 0 || positionals.some((each) => name.includes(each)),
)
const stored = new Map<string, Stored>(
  read<Stored[]>('results.json', []).map((each) => [each.name, each]),
)
const baseline = read<Record<string, Record<string, number>>>('baseline.json', {})
const scratch = mkdtempSync(join(tmpdir(), 'careloom-bench-'))
const postgres = startPostgres()
const notes = new Map<string, string>()
if ('missing' in postgres)
  notes.set('Emmett PostgreSQL', `Emmett PostgreSQL was not measured: ${postgres.missing}`)
if (process.env['HAPI_URL'] === undefined)
  notes.set('HAPI', 'HAPI was not measured: HAPI_URL does not say where one runs')
for (const [system, peer] of [
  ['Emmett PostgreSQL', 'emmett-postgresql'],
  ['Emmett SQLite', 'emmett-sqlite'],
] as const) {
  const missing = installPeer(file(`peers/${peer}`))
  if (missing !== undefined) notes.set(system, `${system} was not measured: ${missing}`)
}

try {
  for (const metric of wanted) measure(metric)
} finally {
  if ('close' in postgres) postgres.close()
  rmSync(scratch, { recursive: true })
}

function measure(metric: Metric): void {
  const results: Record<string, Figure[]> = {}
  const said = new Set<string>()
  for (let round = 0; round < rounds; round++)
    for (const system of Object.keys(metric.systems)) {
      const note = notes.get(system)
      if (note !== undefined) said.add(note)
      if (note !== undefined) continue
      const figure = runOne(metric, system)
      if (typeof figure === 'string') said.add(`${system}: ${figure}`)
      else (results[system] ??= []).push(figure)
    }
  said.add(`load of the machine at the end: ${(loadavg()[0] ?? 0).toFixed(1)}`)
  if (results['careloom'] === undefined)
    return console.log(`${metric.name}: ${[...said].join('; ')}`)
  const { metric: _metric, ...judged } = judge(metric, results, baseline[metric.name], [...said])
  stored.set(metric.name, { name: metric.name, ...judged })
  // Only when told: what was measured first need not be good enough to be compared with.
  if (values.baseline === true) baseline[metric.name] = { ...judged.ratios }
  console.log(
    `${metric.number} ${metric.name}: ${judged.verdicts.map(({ met, text }) => `${met ? 'met' : 'MISSED'} ${text}`).join('; ')}`,
  )
  write('results.json', [...stored.values()])
  write('baseline.json', baseline)
  const remarks = existsSync(file('remarks.md')) ? readFileSync(file('remarks.md'), 'utf8') : ''
  writeFileSync(file('README.md'), page([...stored.values()], metrics, remarks))
}

function runOne(metric: Metric, system: string): Figure | string {
  const url = 'url' in postgres ? postgres.url : ''
  const slow = metric.number === 'P3' ? slowDisk() : {}
  if (typeof slow === 'string') return slow
  const run = spawnSync(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      join(home, 'src/one.ts'),
      metric.name,
      system,
      seconds,
      url,
    ],
    { encoding: 'utf8', timeout: 600_000, env: { ...process.env, ...slow } },
  )
  const last = run.stdout.trim().split('\n').at(-1) ?? ''
  if (run.status !== 0 || last === '')
    return `did not run (${
      run.stderr
        .replaceAll(join(home, '../'), '')
        .trim()
        .split('\n')
        .find((line) => line.includes('Error')) ??
      run.signal ??
      run.status
    })`
  const figure = JSON.parse(last) as Figure
  const count = slow['SLOWSYNC_COUNT']
  return count === undefined
    ? figure
    : { ...figure, acksPerSync: (figure['appended'] ?? 0) / Number(readFileSync(count, 'utf8')) }
}

function slowDisk(): Record<string, string> | string {
  const shim = join(scratch, 'slowsync.so')
  const built =
    existsSync(shim) ||
    spawnSync(compiler, ['-O2', '-shared', '-fPIC', '-o', shim, file('src/slowsync.c')]).status ===
      0
  return built
    ? { LD_PRELOAD: shim, SLOWSYNC_US: '5000', SLOWSYNC_COUNT: join(scratch, 'syncs') }
    : 'not measured: there is no C compiler to build the slow disk'
}

function read<T>(name: string, otherwise: T): T {
  return existsSync(file(name)) ? (JSON.parse(readFileSync(file(name), 'utf8')) as T) : otherwise
}

function write(name: string, value: unknown): void {
  writeFileSync(file(name), `${JSON.stringify(value, undefined, 2)}\n`)
}
