import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the domain and the app may not take from the air, what only one file may read, and what is not said with null. */
const rules: readonly {
  readonly name: string
  readonly files: string
  readonly not: RegExp
  readonly pattern: RegExp
}[] = [
  {
    name: 'clock and randomness are injected',
    files: '{services/*/src/{domain,app},packages/access/src}/**/*.ts',
    not: /\.spec\.ts$/,
    pattern: /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(|\bperformance\.now\(/,
  },
  {
    // ADR 45. A projection says with null that a row goes, a change of preferences what was taken back.
    name: 'absent is undefined',
    files: 'services/*/src/**/*.ts',
    not: /\.spec\.ts$|\/projections\/|\/people\/src\/domain\/person-details\.ts$/,
    pattern: /\| null\b/,
  },
  {
    // What is set is declared in a `config.ts` and handed on. Tools (scripts, benches, journeys) have variables of their own.
    name: 'the environment is read in one place',
    files: '{services,gateway,packages,embedded,deploy,sandbox}/**/*.ts',
    not: /\.spec\.ts$|^packages\/config\/src\/environment\.ts$|\/dist\/|\/test\//,
    pattern: /\bprocess(\.env\b|\[)|\benv\b.*from 'node:process'/,
  },
]

export type Violation = { readonly rule: string; readonly file: string; readonly line: number }

/** Every place under `root` where a rule is broken. */
export function impurities(root: string): {
  readonly violations: readonly Violation[]
  readonly files: number
} {
  const violations: Violation[] = []
  let files = 0
  for (const { name, files: glob, not, pattern } of rules)
    for (const file of globSync(glob, { cwd: root, exclude: ['**/node_modules/**'] })) {
      if (not.test(file)) continue
      files += 1
      for (const [i, line] of readFileSync(join(root, file), 'utf8').split('\n').entries())
        if (
          pattern.test(line) &&
          !line.trimStart().startsWith('//') &&
          !line.trimStart().startsWith('*')
        )
          violations.push({ rule: name, file, line: i + 1 })
    }
  return { violations, files }
}

if (import.meta.main) {
  const { violations, files } = impurities(join(import.meta.dirname, '..'))
  for (const { rule, file, line } of violations) process.stdout.write(`${file}:${line} ${rule}\n`)
  if (files === 0) process.stdout.write('No file was looked at.\n')
  process.exit(violations.length === 0 && files > 0 ? 0 : 1)
}
