import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/**
 * Leaves out the part of zod that describes schemas (JSON Schema, for the server's OpenAPI): the browser only checks with
 * them. Some 8 kB of gzip on every first visit. `first-load.int.spec.ts` notices if zod ever moves it elsewhere.
 */
export function withoutJsonSchema(): Plugin {
  return {
    name: 'without-json-schema',
    enforce: 'pre',
    load(id) {
      if (!/\/zod\/v4\/core\/(to-json-schema|json-schema-processors)\.js$/.test(id)) return null
      const names = [
        ...readFileSync(id, 'utf8').matchAll(/^export (?:function|const|class) (\w+)/gm),
      ]
      return names.map(([, name]) => `export const ${name} = () => () => undefined`).join('\n')
    },
  }
}
