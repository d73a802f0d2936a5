import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * A hash of a module and of every module of its service that it runs: types, comments, layout and the names of files do not
 * count, nor do modules whose file `except` names.
 */
export function hashOfCode(file: string, except = /^$/u): string {
  const hash = createHash('sha256')
  for (const code of [...codeFrom(file, new Map(), except).values()].sort()) hash.update(code)
  return hash.digest('hex').slice(0, 12)
}

const ownImport = /^(?:import|export|\})[^'\n]*from '(\.[^']+)'/gmu
/** To raise the version is the answer, not another question. */
const version = /^\s*version: \d+,$/gmu
const silent = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$|^import [^']*'[^']*'|\s+/gmu

function codeFrom(file: string, seen: Map<string, string>, except: RegExp): Map<string, string> {
  if (seen.has(file) || except.test(file)) return seen
  const code = stripTypeScriptTypes(readFileSync(file, 'utf8'))
  seen.set(file, code.replaceAll(version, '').replaceAll(silent, ''))
  for (const [, path = ''] of code.matchAll(ownImport))
    codeFrom(join(dirname(file), path), seen, except)
  return seen
}
