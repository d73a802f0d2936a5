import { extname } from 'node:path'

/**
 * What a thread makes is let go of within a turn: with little room for its youngest objects it collects often, and cheaply.
 * With the room that the event loop needs, each thread took 30 MB for them.
 */
export const threadLimits = { maxYoungGenerationSizeMb: 8 }

/** The file of a thread beside the module that opens it: `.ts` as source, `.js` in the bundle. */
export const threadFile = (name: string, opener: string): URL =>
  new URL(`./${name}${extname(opener)}`, opener)
