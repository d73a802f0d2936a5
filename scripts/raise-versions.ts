import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashOfCode } from '@careloom/testing/hash-of-code'

// `npm run raise-versions`: gives every projection whose definition has changed its next version, and records in its spec
// by what it is defined. Rows of an earlier definition are never served as if they were of this one.
const root = join(import.meta.dirname, '..')
const recorded =
  /projectionSpec\(import\.meta\.filename, (\w+), \{\s*version: (\d+),\s*hash: '([0-9a-f]+)',?(?:\s*\/\/[^\n]*)*(?:\s*except: \/(.+)\/u,)?/g

for (const spec of globSync('{services/*,gateway}/src/**/*.spec.ts', { cwd: root })) {
  const file = join(root, spec)
  const source = file.replace(/(?:\.int)?\.spec\.ts$/, '.ts')
  const text = readFileSync(file, 'utf8')
  const records = [...text.matchAll(recorded)]
  if (records.length !== text.split('projectionSpec(import.meta').length - 1)
    throw new TypeError(`${spec} records a version in a form that is not read here`)
  for (const [whole, projection = '', version = '', hash = '', except] of records) {
    const now = hashOfCode(source, except === undefined ? undefined : new RegExp(except, 'u'))
    if (now === hash) continue
    const next = Math.max(Number(version) + 1, versionIn(source, projection))
    edit(file, whole, raised(whole, version, next).replace(hash, now))
    const definition = definitionIn(source, projection)
    edit(source, definition, raised(definition, versionIn(source, projection), next))
    process.stdout.write(`${projection}: version ${next}\n`)
  }
}

/** From the projection's name to its version. */
function definitionIn(source: string, projection: string): string {
  const text = readFileSync(source, 'utf8')
  const found = new RegExp(`const ${projection} = projection[\\s\\S]*?version: \\d+,`).exec(text)
  if (found === null) throw new TypeError(`${source} defines no version of ${projection}`)
  return found[0]
}

function versionIn(source: string, projection: string): number {
  return Number(/\d+(?=,$)/.exec(definitionIn(source, projection))?.[0])
}

function raised(text: string, from: string | number, to: number): string {
  return text.replace(`version: ${from},`, `version: ${to},`)
}

function edit(file: string, before: string, after: string): void {
  writeFileSync(file, readFileSync(file, 'utf8').replace(before, after))
}
