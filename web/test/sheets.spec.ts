import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from '@jest/globals'
import ts from 'typescript'

const src = join(import.meta.dirname, '../src')
const read = (file: string) => readFileSync(join(src, file), 'utf8')

/** A desk, or what stands beside them all. */
const roomOf = (file: string): string => /^desks\/([^/]+)\//.exec(file)?.[1] ?? 'shared'

/** What a sheet says something about, one selector each, media queries opened. */
function selectorsOf(sheet: string): string[] {
  const css = read(sheet).replace(/\/\*.*?\*\//gs, '')
  const preludes = [...css.matchAll(/[^{};]*(?=\{)/g)].map(([prelude]) => prelude.trim())
  return preludes
    .filter((prelude) => prelude !== '' && !prelude.startsWith('@'))
    .flatMap((all) => all.split(/,(?![^(]*\))/))
}

/** The classes of ours in a selector. */
const classesIn = (selector: string): string[] =>
  [...selector.matchAll(/\.([a-z][\w-]*)/gi)]
    .map(([, name = '']) => name)
    .filter((name) => !/^(mantine|recharts)-/.test(name))

/** The rooms that give a class to something. */
function usedIn(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const file of globSync('**/*.tsx', { cwd: src })) {
    const room = roomOf(file)
    for (const name of classNames(ts.createSourceFile(file, read(file), ts.ScriptTarget.Latest)))
      found.set(name, (found.get(name) ?? new Set()).add(room))
  }
  return found
}

/** The words of every `className` and `classNames` in a file. */
function classNames(file: ts.SourceFile): string[] {
  const found: string[] = []
  const words = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isTemplateLiteralToken(node))
      found.push(...node.text.split(/\s+/))
    ts.forEachChild(node, words)
  }
  const look = (node: ts.Node): void => {
    const named = ts.isJsxAttribute(node) || ts.isPropertyAssignment(node)
    if (named && /^classNames?$/.test(node.name.getText(file))) words(node)
    else ts.forEachChild(node, look)
  }
  look(file)
  return found
}

const used = usedIn()
const sheets = globSync('**/*.css', { cwd: src })
const said = sheets.flatMap((sheet) =>
  [...new Set(selectorsOf(sheet).flatMap(classesIn))].map((name) => ({
    sheet,
    room: roomOf(sheet),
    name,
    rooms: [...(used.get(name) ?? [])],
  })),
)
type Said = (typeof said)[number]
const shared = new Set(said.filter(({ room }) => room === 'shared').map(({ name }) => name))
const show = ({ sheet, name, rooms }: Said) =>
  `${sheet}: .${name} is used in ${rooms.join(', ') || 'no screen'}`
const onlyIn = (room: string, { rooms }: Said) => rooms.length === 1 && rooms[0] === room

describe('the sheets', () => {
  it('are read, and so are the screens', () => {
    assert.ok(said.length > 100 && used.size > 100)
  })

  it('say nothing about a class that no screen has', () => {
    assert.deepEqual(said.filter(({ rooms }) => rooms.length === 0).map(show), [])
  })

  it('of a desk are for classes that no other desk uses', () => {
    const lent = said.filter(
      (each) => each.room !== 'shared' && !shared.has(each.name) && !onlyIn(each.room, each),
    )
    assert.deepEqual(lent.map(show), [])
  })

  it('of a desk change nothing on another: each rule names a class of its own', () => {
    const loose = sheets
      .filter((sheet) => roomOf(sheet) !== 'shared')
      .flatMap((sheet) =>
        selectorsOf(sheet)
          .filter((selector) => classesIn(selector).every((name) => shared.has(name)))
          .map((selector) => `${sheet}: ${selector.trim()}`),
      )
    assert.deepEqual(loose, [])
  })

  it('of the pieces have no class that a single desk uses, but for the steps', () => {
    const lonely = said.filter(
      (each) =>
        each.room === 'shared' &&
        !each.sheet.endsWith('steps.css') &&
        each.rooms.some((room) => room !== 'shared' && onlyIn(room, each)),
    )
    assert.deepEqual(lonely.map(show), [])
  })
})
