import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, it } from '@jest/globals'
import { settingsPages } from './settings-pages.ts'

// What pages claim of the repository, held against the repository.
const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const pages = globSync(['*.md', 'docs/**/*.md', 'bench/README.md', 'services/*/README.md'], {
  cwd: root,
}).filter((page) => !page.includes('CHANGELOG'))
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }

/** Each match of a pattern in each page, with the page. */
const said = (pattern: RegExp) =>
  pages.flatMap((page) => [...read(page).matchAll(pattern)].map((match) => [page, match] as const))

/** From the root, from the page, or as the end of a path: a page about one room names its files shortly. */
function isThere(file: string, page: string): boolean {
  return [file, join(dirname(page), file), `*/**/${file}`].some((each) =>
    globSync(each, { cwd: root, exclude: (name) => name === 'node_modules' }).some(() => true),
  )
}

describe('the pages', () => {
  it('name only commands that there are', () => {
    const unknown = said(/npm (?:run )?([a-z][a-z-]*(?::[a-z0-9]+)?)\b/g)
      .map(([page, [whole, name = '']]) => [page, whole, name] as const)
      .filter(([, whole, name]) =>
        whole.startsWith('npm run') ? true : /^(start|test)$/.test(name),
      )
      .filter(([, , name]) => !(name in scripts))
    assert.deepEqual(unknown, [])
  })

  it('link only to what is there', () => {
    const dead = said(/\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)/g)
      .map(([page, [, target = '']]) => [page, target] as const)
      .filter(([page, target]) => !existsSync(join(root, dirname(page), target)))
    assert.deepEqual(dead, [])
  })

  it('name only files that there are', () => {
    const gone = said(/`((?:[a-z0-9-]+\/)+[a-z0-9.*-]+\.(?:ts|tsx|mjs|proto|md|json))`/g)
      .map(([page, [, file = '']]) => [page, file] as const)
      .filter(([page, file]) => !isThere(file, page))
    assert.deepEqual(gone, [])
  })

  it('name only variables that something reads', () => {
    const code = globSync(
      [
        'scripts/**/*.{ts,mjs}',
        '{services,gateway,packages,embedded,deploy}/**/src/**/*.ts',
        'bench/src/**/*.ts',
        'web/test/*.ts',
        'e2e/**/*.ts',
      ],
      { cwd: root },
    )
      .filter((file) => !file.includes('node_modules') && !file.endsWith('docs.spec.ts'))
      .map(read)
      .join('\n')
    const unread = said(/`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`/g)
      .map(([page, [, name = '']]) => [page, name] as const)
      .filter(([, name]) => !/^(CL_|H\d)/.test(name) && !code.includes(name))
    assert.deepEqual(unread, [])
  })

  it('show every variable as it is declared (`npm run describe-settings`)', async () => {
    const stale = (await settingsPages()).filter(({ text, wanted }) => text !== wanted)
    assert.deepEqual(
      stale.map(({ page }) => page),
      [],
    )
  })
})
