import { registerHooks } from 'node:module'

// The published `@jest/globals` throws outside of jest's own VM: here it is the light runner's globals.
const globals = new URL('./globals.mjs', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context),
})

// A worker whose run was broken off must not go on by itself.
process.once('disconnect', () => process.exit())
// Coverage is written when a process exits by itself: the pool would end a worker that still holds something.
if (process.env.NODE_V8_COVERAGE) process.once('SIGTERM', () => process.exit())
