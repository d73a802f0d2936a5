import { globSync, readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { parseArgs } from 'node:util'
import { journey, startProduct } from '@careloom/e2e'
import { signInOf } from '@careloom/e2e/sign-in-of'
import { forkHospital } from '@careloom/sandbox'
import { buildWeb } from './build-web.ts'

// `npm run journey -- --from DIR`: takes a Patient and a ServiceRequest (or the patients of Synthea bundles) from a folder
// of FHIR JSON through the whole product, and prints each step with its resource and the time it took. `--base URL` takes a
// product that is running, with the sandbox's people; otherwise one is started for it.
type Json = Record<string, unknown>
const root = join(import.meta.dirname, '..')
const { values } = parseArgs({
  options: {
    from: { type: 'string', default: join(root, 'sandbox/people') },
    most: { type: 'string', default: '3' },
    base: { type: 'string' },
  },
})
const from = isAbsolute(values.from)
  ? values.from
  : join(process.env['INIT_CWD'] ?? process.cwd(), values.from)

const resources = globSync('**/*.json', { cwd: from })
  .sort()
  .flatMap((file) => resourcesIn(join(from, file)))
const patients = resources.filter(({ resourceType }) => resourceType === 'Patient')
const request = resources.find(isPeerSupport) ?? {
  resourceType: 'ServiceRequest',
  status: 'active',
  intent: 'order',
  code: { coding: [{ system: 'http://snomed.info/sct', code: '461481000124109' }] },
}
if (patients.length === 0) fail(`There is no Patient in ${from}.`)

const product = await productAt(values.base)
const patienceMs = values.base === undefined ? 0 : 60_000
try {
  const signIn = await signInOf(product.url)
  const wanted = patientsFor(request, patients).slice(0, Number(values.most))
  for (const patient of wanted) {
    process.stdout.write(`\n${nameOf(patient)}\n`)
    const { careTeam } = await journey(product.url, {
      patient,
      serviceRequest: request,
      patienceMs,
      signIn,
      onStep: ({ name, resource, ms }) =>
        process.stdout.write(
          `  ${ms.toFixed(0).padStart(6)} ms  ${name}\n             ${resource}\n`,
        ),
    })
    process.stdout.write(`\n${JSON.stringify(careTeam, null, 2)}\n`)
  }
} catch (error) {
  process.stdout.write(`\n${error instanceof Error ? error.message : 'failed'}\n`)
  process.exitCode = 1
} finally {
  await product.close()
}
process.exit()

async function productAt(base: string | undefined) {
  if (base !== undefined) return { url: base.replace(/\/$/, ''), close: () => Promise.resolve() }
  await buildWeb(root)
  return startProduct({ openHospital: forkHospital })
}

function resourcesIn(file: string): Json[] {
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'))
  if (typeof parsed !== 'object' || parsed === null) return []
  const resource = parsed as Json
  if (resource['resourceType'] !== 'Bundle') return [resource]
  return ((resource['entry'] ?? []) as { resource?: Json }[]).flatMap((entry): Json[] =>
    entry.resource === undefined ? [] : [entry.resource],
  )
}

function isPeerSupport({ resourceType, code }: Json): boolean {
  return resourceType === 'ServiceRequest' && JSON.stringify(code ?? {}).includes('461481000124109')
}

/** The request's own subject first. */
function patientsFor({ subject }: Json, all: readonly Json[]): readonly Json[] {
  const id = (subject as { reference?: string } | undefined)?.reference?.split('/').at(-1)
  const own = all.filter((patient) => patient['id'] === id)
  return own.length > 0 ? own : all
}

function nameOf({ name }: Json): string {
  const [first] = (name ?? []) as { given?: string[]; family?: string }[]
  return `${first?.given?.join(' ') ?? ''} ${first?.family ?? ''}`.trim()
}

function fail(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}
