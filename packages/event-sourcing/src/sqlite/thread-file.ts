import { extname } from 'node:path'

/** The file of a thread beside the module that opens it: `.ts` as source, `.js` in the bundle. */
export const threadFile = (name: string, opener: string): URL =>
  new URL(`./${name}${extname(opener)}`, opener)
