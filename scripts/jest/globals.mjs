// What `import { describe, it } from '@jest/globals'` gives under the light runner, which has only globals and knows no
// time limit: a test that hangs is named after its limit instead of holding the run for ever.
const LIMIT_MS = 300_000

export const { describe, expect, jest } = globalThis
export const [beforeAll, beforeEach, afterAll, afterEach] = [
  'beforeAll',
  'beforeEach',
  'afterAll',
  'afterEach',
].map(
  (hook) =>
    (work, limitMs = LIMIT_MS) =>
      globalThis[hook](within(work, hook, limitMs)),
)

export const it = Object.assign(
  (name, test, limitMs = LIMIT_MS) => globalThis.it(name, within(test, name, limitMs)),
  {
    only: (name, test, limitMs = LIMIT_MS) => globalThis.it.only(name, within(test, name, limitMs)),
    skip: globalThis.it.skip,
    todo: globalThis.it.todo,
  },
)
export const test = it

function within(test, name, limitMs) {
  return async () => {
    let timer
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`${name}: not over after ${limitMs} ms`)), limitMs)
    })
    try {
      await Promise.race([test(), late])
    } finally {
      clearTimeout(timer)
    }
  }
}
