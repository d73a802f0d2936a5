import { registerHooks } from 'node:module'
import { protections, type Protection } from './protections.ts'

// Loaded before a program of a house: it runs without the protection that CARELOOM_WITHOUT names.
const all: Partial<Readonly<Record<string, Protection>>> = protections
const taken = all[process.env['CARELOOM_WITHOUT'] ?? '']
if (taken === undefined) throw new TypeError('CARELOOM_WITHOUT: no such protection')

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!url.endsWith(`/${taken.file}`)) return loaded
    let source = String(loaded.source)
    for (const [is, then] of Object.entries(taken.without)) {
      if (!source.includes(is)) throw new TypeError(`${taken.file} does not say ${is}`)
      source = source.replaceAll(is, () => then)
    }
    return { ...loaded, source }
  },
})
