import { readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

// The first import of every program in the bundle: stack traces name the lines of the sources. A map is read when the first
// trace asks for it; `--enable-source-maps` would keep all of them in memory from the start.
const maps = new Map<string, SourceMap | undefined>()

function mapOf(url: string): SourceMap | undefined {
  if (!maps.has(url)) maps.set(url, readMap(`${fileURLToPath(url)}.map`))
  return maps.get(url)
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // What is not ours has none.
    return undefined
  }
}

/** `at do (file:///…/main.js:1:2)` with the source's file, line and column instead. */
const inSource = (frame: string): string =>
  frame.replace(/(file:\/\/[^\s()]+\.js):(\d+):(\d+)/, (bundled, url: string, line, column) => {
    const found = mapOf(url)?.findEntry(Number(line) - 1, Number(column) - 1)
    if (found === undefined || !('originalSource' in found)) return bundled
    const { originalSource, originalLine, originalColumn } = found
    return `${new URL(originalSource, url).href}:${originalLine + 1}:${originalColumn + 1}`
  })

Error.prepareStackTrace = (error, frames) =>
  [String(error), ...frames.map((frame) => `    at ${inSource(String(frame))}`)].join('\n')
